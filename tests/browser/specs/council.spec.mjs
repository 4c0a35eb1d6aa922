// A whole briefing settled by keyboard alone from the chair's console: roll call, a speech, a vote, banner,
// silence, recess, lock, message, conclusion with a task, closing. The console is looked at by axe-core in its main states.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { assertNoViolations } from "../lib/axe.mjs";
import { install } from "../lib/bare-client.mjs";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import * as keyboard from "../lib/console.mjs";
import { addressOf, connected, openScreen, requestOf } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const SITES = ["Bảo Hà", "Kim Sơn", "Nghĩa Đô"];
const [VOTER, OTHER, LATE] = SITES;

let world, browser, chair, voter;

before(async () => {
  world = await startWorld(SITES);
  browser = await launchChromium({ look: looks.green });
  await world.join(world.hall);
  await world.join(OTHER);
  voter = await browser.newPage();
  await install(voter);
  await voter.goto(`${world.base}/healthz`);
  const media = { width: 320, height: 180, fps: 10, layers: 1 };
  await voter.evaluate((entry) => window.enter(entry), { token: world.sites[VOTER].token, briefing: world.briefing, kind: "room", media, listen: false });
  chair = await browser.newPage({ viewport: { width: 1366, height: 768 }, reducedMotion: "reduce" }); // axe-core would see colours half way
  for (const page of [chair, voter]) page.setDefaultTimeout(10_000);
  await openScreen(chair, world, "chair", await world.signIn(world.users.chair));
});

after(async () => {
  await browser?.close();
  await world?.stop();
});

const id = (site) => world.sites[site].id;
const type = (...keys) => keyboard.type(chair, ...keys);
const ready = (action) => keyboard.ready(chair, action);
const focused = (name) => chair.waitForFunction((name) => document.activeElement?.getAttribute("name") === name, name);
const yes = () => keyboard.yes(chair);

async function page(name, key) {
  if (!(await chair.$('[data-testid="council"]'))) await type("=");
  await type(key);
  await chair.waitForSelector(`[data-testid="council"][data-page="${name}"]`);
}

async function write(key, name, text) {
  await type(key);
  await focused(name);
  await chair.keyboard.type(text);
}

test("the roll is called, a key marks a site and calls the next", async () => {
  await assertNoViolations(chair);
  await page("roll", "1");
  await chair.waitForSelector('.council-block .note');
  await type("d");
  await ready("roll-start");
  await chair.fill(".council [name=seconds]", "60");
  await chair.focus(".council-body");
  await type("s");
  const called = (site, state = "calling") => chair.waitForSelector(`[data-testid="roll-called"][data-site="${site}"][data-state="${state}"]`);
  await called(id(SITES[0]));
  assert.equal(await chair.textContent('[data-testid="roll-progress"]'), "1/3");
  await chair.waitForSelector(`[data-testid="picture-preview"][data-site="${id(SITES[0])}"], [data-site="${id(SITES[0])}"] [data-testid="picture-preview"]`);
  await type("p");
  await called(id(SITES[0]), "paused");
  await assertNoViolations(chair);
  await type("p");
  await called(id(SITES[0]));
  await type("n");
  await focused("people");
  await chair.keyboard.type("12");
  await type("Enter", "c");
  await called(id(OTHER));
  assert.equal(await chair.textContent('[data-testid="roll-progress"]'), "2/3");
  await type("Escape", "h");
  await called(id(LATE));
  await type("c");
  await called("", "ended");
  await chair.waitForFunction(() => /Có mặt 3 · Vắng 0/.test(document.querySelector(".council-body").textContent));
  await type("=");
  await chair.waitForSelector('[data-testid="queue"]');
});

test("a request is called, invited and ended", async () => {
  const command = { do: "register", site: null, speaker: "Nguyễn Văn A", post: "", kind: "speech", item: null, minutes: null, document: null };
  await voter.evaluate((command) => window.session.command(command), command);
  await chair.waitForSelector(requestOf(world, VOTER));
  await ready("call-next");
  await type("b");
  await chair.waitForSelector(`${requestOf(world, VOTER)}[data-state="next"]`);
  await type("n");
  await chair.waitForSelector('[data-testid="speaker-time"][data-state="speaking"]');
  await type("Escape", "p"); // Escape ends nothing: what pauses is still there
  await chair.waitForSelector('[data-testid="speaker-time"][data-state="paused"]');
  await type("Escape", "p");
  await chair.waitForSelector('[data-testid="speaker-time"][data-state="speaking"]');
  await type("d");
  await chair.waitForSelector('[data-testid="speaker-time"][data-state="none"]');
});

test("a vote is opened, counted as it comes, and closed once", async () => {
  const count = (choice, n) =>
    chair.waitForFunction(([choice, n]) => document.querySelector(`[data-testid="vote-count"][data-choice="${choice}"]`)?.textContent === n, [choice, String(n)]);
  await page("vote", "2");
  await write("n", "question", "Thông qua kế hoạch phòng, chống thiên tai");
  await type("Enter");
  await chair.waitForSelector('[data-testid="vote"][data-state="open"]');
  await chair.waitForSelector('[data-testid="quorum"][data-met="true"]');
  await count("missing", 4);
  const vote = await chair.getAttribute('[data-testid="vote"]', "data-vote");
  await voter.evaluate((vote) => window.session.command({ do: "cast_vote", vote, voter: null, choice: "for", text: "" }), vote);
  await count("for", 1);
  await chair.waitForSelector(`[data-testid="ballot"][data-voter="${id(VOTER)}"][data-cast="true"]`);
  await type("c");
  await focused("voter");
  await chair.keyboard.type("Kim");
  await type("Escape");
  await ready("ballot-against");
  await type("k");
  await count("against", 1);
  await chair.waitForSelector(`[data-testid="ballot"][data-voter="${id(OTHER)}"][data-cast="true"]`);
  await assertNoViolations(chair);
  await type("d");
  await yes();
  await chair.waitForSelector(`[data-testid="vote"][data-vote="${vote}"][data-state="closed"]`);
  await count("missing", 2);
});

test("a banner, silence, a recess with words and its hour", async () => {
  const band = (kind, state = "attached") => chair.waitForSelector(`[data-testid="order-band"][data-kind="${kind}"]`, { state });
  /** What the room is told. */
  const told = (field, value) => voter.waitForFunction(([field, value]) => window.session.snapshot.order[field] === value, [field, value]);
  await page("order", "4");
  await write("b", "banner", "Đề nghị các điểm cầu kiểm tra âm thanh");
  await type("Enter", "t"); // a key at once, however long the words are on their way
  await band("banner");
  await told("banner", "Đề nghị các điểm cầu kiểm tra âm thanh");
  await band("silenced");
  await told("silenced", true);
  await type("Escape");
  await assertNoViolations(chair);
  await band("silenced");
  await type("t");
  await band("silenced", "detached");
  await type("g");
  await band("banner", "detached");
  const said = (words) => voter.waitForFunction((words) => window.session.snapshot.order.recess?.words === words, words);
  const resumesAt = () => voter.evaluate(() => window.session.snapshot.order.recess.resumes_at);
  const soon = Math.floor(Date.now() / 60_000) * 60_000 + 30 * 60_000;
  await write("r", "words", "Nghỉ giải lao");
  await chair.fill(".council [name=resumes]", new Date(soon + 7 * 3_600_000).toISOString().slice(11, 16));
  await chair.focus(".council [name=words]");
  await type("Enter");
  await band("recess");
  await said("Nghỉ giải lao");
  assert.equal(await resumesAt(), soon);
  await chair.waitForSelector('[data-testid="session-state"][data-state="break"]');
  await write("r", "words", ", mời uống trà");
  await type("Enter");
  await said("Nghỉ giải lao, mời uống trà");
  assert.equal(await resumesAt(), soon, "other words leave the hour");
  await ready("recess-over");
  await type("h");
  await chair.waitForSelector('[data-testid="session-state"][data-state="live"]');
  await band("recess", "detached");
});

test("the door is locked, a site that knocks is let in by its key, and a message is seen to be read", async () => {
  const band = (waiting, state = "attached") => chair.waitForSelector(`[data-testid="order-band"][data-kind="locked"]:has-text("${waiting}")`, { state });
  await type("k");
  await chair.waitForSelector('[data-action="lock"][aria-pressed="true"]');
  await band("Phòng đang khóa");
  const late = await browser.newPage();
  await late.goto(addressOf(world, "room", world.sites[LATE].token));
  await band(LATE);
  assert.match(await chair.textContent('[data-action="let-in"]'), new RegExp(LATE));
  await type("v");
  await connected(late, "room");
  await band(LATE, "detached");
  await late.close();
  await type("k");
  await chair.waitForSelector('[data-action="lock"][aria-pressed="false"]');

  await type("n");
  await focused("site");
  await chair.selectOption(".council [name=site]", id(VOTER));
  await chair.focus(".council [name=text]");
  await chair.keyboard.type("Chỉnh camera thấp xuống");
  await type("Enter");
  await chair.waitForSelector('[data-testid="sent-message"][data-read="false"]');
  await voter.evaluate(() => window.session.command({ do: "read_message", message: window.session.snapshot.messages[0].id }));
  await chair.waitForSelector('[data-testid="sent-message"][data-read="true"]');
});

test("closing says what is missing, and the conclusion fills it", async () => {
  const missing = () => chair.$$eval('[data-testid="missing-field"]', (all) => all.map((each) => each.dataset.field));
  await type("=", "q");
  await chair.waitForSelector('[data-testid="closing"]');
  assert.deepEqual(await missing(), ["words"]);
  await assertNoViolations(chair);
  await type("Escape");
  await chair.waitForSelector('[data-testid="session-state"][data-state="live"]');

  await page("conclusion", "5");
  await write("n", "resolution", "Rà soát các hộ vùng sạt lở");
  await type("Tab", "Tab");
  await focused("lead");
  await chair.keyboard.type("UBND xã Bảo Hà");
  await type("Enter");
  await chair.waitForSelector(".council [name=due]:focus:invalid");
  assert.equal(await chair.$('[data-testid="resolution"], [data-testid="refusal"]'), null, "a task without a day is not sent");
  await chair.fill(".council [name=due]", "2026-12-15");
  await type("Enter");
  await chair.waitForSelector('[data-testid="resolution"][data-kind="task"]');
  await write("k", "general", "Các điểm cầu chủ động phương án phòng, chống thiên tai.");
  await type("Control+Enter");
  await chair.waitForFunction(() => document.querySelector(".council [name=general]")?.closest("label").querySelector("small").textContent === "Đã lưu");
  await assertNoViolations(chair);

  await type("Escape", "=", "q");
  await chair.waitForSelector('[data-testid="closing"]');
  assert.deepEqual(await missing(), []);
  await chair.focus('[data-testid="confirm-yes"]');
  await type("Enter");
  await chair.waitForSelector('[data-testid="session-state"][data-state="closed"]');
  await assertNoViolations(chair);
  await page("minutes", "6");
  await ready("minutes-docx");
  await assertNoViolations(chair);
  for (const [key, format, head] of [["d", "docx", "PK"], ["p", "pdf", "%PDF-"], ["c", "csv", "\ufeffLoại,"]]) {
    await ready(`minutes-${format}`);
    const [file] = await Promise.all([chair.waitForEvent("download"), type(key)]);
    assert.match(file.suggestedFilename(), new RegExp(`^bien-ban-[0-9]{4}(-[0-9]{2}){2}-[a-z0-9-]+\\.${format}$`));
    assert.ok(readFileSync(await file.path(), "utf8").startsWith(head), format);
  }
  assert.deepEqual(chair.errors, []);
});
