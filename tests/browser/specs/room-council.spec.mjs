// What a room sees and does of a briefing's business besides speaking, by keys alone: the banner, a message until it is
// read, the roll call, a ballot and its result, an opinion in writing, silence, a break, a locked door. The chair is a
// client that speaks the protocol. The room's screen is looked at by axe-core in each of its states.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertNoViolations } from "../lib/axe.mjs";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { type as press } from "../lib/console.mjs";
import { addressOf, connected, handOf, openScreen, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const SITES = ["Bảo Hà", "Kim Sơn", "Nghĩa Đô"];
const [OWN, OTHER, LATE] = SITES;

let world, browser, room, chair, hand;

before(async () => {
  world = await startWorld(SITES);
  browser = await launchChromium({ look: looks.green });
  await world.join(world.hall);
  await world.join(OTHER);
  chair = await browser.newPage();
  hand = await handOf(chair, world, world.users.chair);
  room = await browser.newPage({ viewport: { width: 1366, height: 768 }, reducedMotion: "reduce" });
  for (const page of [chair, room]) page.setDefaultTimeout(10_000);
  await openScreen(room, world, "room", world.sites[OWN].token);
});

after(async () => {
  await browser?.close();
  await world?.stop();
});

const id = (site) => world.sites[site].id;
/** The chair commands; the id of what the command made comes back. */
const command = async (what, object) => (await hand.command(what, object)).cmd_id;
const type = (...keys) => press(room, ...keys);
const at = (testid, data = "") => `[data-testid="${testid}"]${data}`;
const shown = (testid, data) => room.waitForSelector(at(testid, data));
const gone = (testid, data) => room.waitForSelector(at(testid, data), { state: "detached" });
const text = (testid, data) => room.textContent(at(testid, data));
const locked = (reason) => shown("microphone", `[data-live="false"][data-reason="${reason}"]`);

test("a banner comes and goes on both wall screens, and moves nothing", async () => {
  const place = () => room.$eval(at("picture-programme"), (picture) => JSON.stringify(picture.getBoundingClientRect()));
  const opens = room.waitForEvent("popup");
  await type("w");
  const wall = await opens;
  await wall.waitForSelector(at("second-screen"));
  const before = await place();
  await command({ do: "set_banner", text: "Đề nghị các điểm cầu kiểm tra âm thanh" });
  await shown("banner");
  assert.match(await text("banner"), /Đề nghị các điểm cầu kiểm tra âm thanh$/);
  await wall.waitForSelector(at("banner"));
  assert.equal(await place(), before);
  const { height } = await room.$eval(at("banner"), (banner) => banner.getBoundingClientRect());
  assert.ok(height >= JSON.parse(before).height / 20, `${height} is legible from four metres`);
  await assertNoViolations(room);
  await command({ do: "set_banner", text: "" });
  await gone("banner");
  await wall.waitForSelector(at("banner"), { state: "detached" });
  await wall.close();
});

test("a message of the centre stays until somebody says it is read, and only the room it is for sees it", async () => {
  await command({ do: "send_message", site: id(OTHER), text: "Cho xã khác" });
  const message = await command({ do: "send_message", site: id(OWN), text: "Chỉnh camera thấp xuống" });
  await shown("message", `[data-message="${message}"]`);
  assert.match(await text("message"), /Chỉnh camera thấp xuống/);
  await type("Escape");
  await assertNoViolations(room);
  await room.reload();
  await connected(room, "room");
  await shown("message", `[data-message="${message}"]`);
  await type("r");
  await gone("message");
  await room.reload();
  await connected(room, "room");
  assert.equal(await room.$(at("message")), null, "what was read does not come again");
});

test("the roll call says who is called, and this room that it is heard", async () => {
  await command({ do: "set_mode", mode: { kind: "roll_call" } });
  await command({ do: "start_roll_call", seconds: 60, again: true });
  await shown("roll-band", `[data-site="${id(OWN)}"][data-whose="own"]`);
  await tally(room, "on_air");
  await shown("microphone", '[data-live="true"]');
  assert.match(await text("roll-band"), new RegExp(`${OWN}.*Có mặt.*1/3`));
  await type("m");
  await room.waitForFunction(() => /Bấm M/.test(document.querySelector('[data-testid="roll-band"]').textContent));
  await type("m");
  await shown("microphone", '[data-live="true"]');
  await assertNoViolations(room);
  await command({ do: "mark_roll_call", site: id(OWN), mark: "present", people: 12 });
  await shown("roll-band", `[data-site="${id(OTHER)}"][data-whose="other"]`);
  await locked("mic.locked");
  await command({ do: "pause_roll_call", paused: true });
  await shown("roll-band", '[data-paused="true"]');
  await command({ do: "end_roll_call" });
  await command({ do: "set_mode", mode: { kind: "chaired" } });
  await gone("roll-band");
});

test("a ballot is cast by one key, changed by another, and the result is shown until it is put aside", async () => {
  const vote = await command({ do: "open_vote", question: "Thông qua kế hoạch phòng, chống thiên tai", delegates: [], named: true, quorum: "none" });
  await shown("ballot-form", `[data-vote="${vote}"][data-state="open"][data-cast=""]`);
  await assertNoViolations(room);
  await type("Escape", "1");
  await shown("ballot-form", '[data-cast="for"]');
  assert.match(await text("ballot-form"), /Đã bỏ phiếu – Tán thành/);
  await type("2");
  await shown("ballot-form", '[data-cast="against"]');
  await type("3");
  await shown("ballot-words");
  await type("Escape");
  await gone("ballot-words");
  await shown("ballot-form", '[data-state="open"][data-cast="against"]');
  await type("3");
  await shown("ballot-words");
  await room.keyboard.type("Lùi 1 tuần"); // a digit in words casts nothing
  await type("Enter");
  await shown("ballot-form", '[data-cast="other"]');
  assert.match(await text("ballot-form"), /Ý kiến khác: Lùi 1 tuần/);
  await assertNoViolations(room);
  await command({ do: "close_vote", vote });
  await shown("ballot-form", '[data-state="closed"]');
  const counts = await room.$$eval(at("ballot-count"), (all) => all.map((count) => [count.dataset.choice, count.querySelector("dd").textContent]));
  assert.deepEqual(counts, [["for", "0"], ["against", "0"], ["other", "1"], ["missing", "3"]]);
  await assertNoViolations(room);
  await type("x");
  await gone("ballot-form");
});

test("a void vote says that it counts for nothing", async () => {
  const vote = await command({ do: "open_vote", question: "Nhầm nội dung", delegates: [], named: false, quorum: "none" });
  await shown("ballot-form", '[data-state="open"]');
  await type("1");
  await shown("ballot-form", '[data-cast="for"]');
  await command({ do: "void_vote", vote });
  await shown("ballot-form", '[data-state="void"]');
  assert.equal(await room.$(at("ballot-count")), null);
  await type("x");
  await gone("ballot-form");
});

async function register() {
  await type("d");
  await shown("register-form");
  await room.fill(at("register-speaker"), "Hoàng Văn Nam");
  await type("Enter");
  await shown("big-action", '[data-action="withdraw"]');
  return chair.waitForFunction((site) => window.session.snapshot.floor.requests.find((request) => request.site === site)?.id, id(OWN)).then((handle) => handle.jsonValue());
}

test("a request that is declined brings the opinion's sheet, whose draft outlives a reload, until it is sent", async () => {
  const request = await register();
  await command({ do: "decline", request, reason: "Hết thời gian" });
  await shown("offer", `[data-request="${request}"]`);
  await assertNoViolations(room);
  await type("v");
  await shown("opinion-form");
  await room.keyboard.type("Đề nghị bổ sung kinh phí");
  await room.reload();
  await connected(room, "room");
  await shown("offer");
  await type("v");
  await shown("opinion-form");
  assert.equal(await room.inputValue(at("opinion-text")), "Đề nghị bổ sung kinh phí");
  assert.equal(await room.inputValue('[data-testid="opinion-form"] [name="author"]'), "Hoàng Văn Nam");
  await assertNoViolations(room);
  await room.focus(at("opinion-submit"));
  await type("Enter");
  await shown("opinion-state", '[data-sent="true"]');
  await shown("own-opinion");
  assert.match(await text("own-opinion"), /Đề nghị bổ sung kinh phí/);
  assert.equal(await room.inputValue(at("opinion-text")), "");
  await assertNoViolations(room);
  await type("Escape");
  await gone("opinion-form");
  await gone("offer");
});

test("an offer that is put aside leaves the screen, and its key stays", async () => {
  const request = await register();
  await command({ do: "decline", request, reason: "" });
  await shown("offer", `[data-request="${request}"]`);
  await type("x");
  await gone("offer");
  await type("v");
  await shown("opinion-form");
  await type("Escape");
});

test("silence is a reason on the microphone, with the floor or without", async () => {
  await command({ do: "silence", on: true });
  await locked("mic.silenced");
  await assertNoViolations(room);
  await command({ do: "silence", on: false });
  await locked("mic.locked");
  await command({ do: "grant", target: { kind: "site", id: id(OWN) } }, "floor");
  await tally(room, "on_air");
  await shown("microphone", '[data-live="true"]');
  await room.setViewportSize({ width: 1920, height: 1080 });
  const heights = await room.evaluate(() => {
    const height = (selector) => document.querySelector(selector).getBoundingClientRect().height;
    const picture = height(".picture-main");
    return [".picture-main .picture-label", ".status-line > .countdown", ".own-clock .countdown"].map((selector) => [selector, height(selector) / picture]);
  });
  for (const [selector, share] of heights) assert.ok(share >= 1 / 20, `${selector} is legible from four metres: ${share}`);
  await command({ do: "silence", on: true });
  await locked("mic.silenced");
  await shown("status-line", '[data-tally="paused"]');
  await command({ do: "silence", on: false });
  await shown("microphone", '[data-live="true"]');
  await type("d");
  await room.click(at("confirm-yes"));
  await locked("mic.locked");
});

test("a break says why and until when, and the programme comes back after it", async () => {
  const resumes_at = Date.now() + 15 * 60_000;
  await command({ do: "recess", words: "Nghỉ giải lao", resumes_at });
  await shown("session-slate", '[data-state="break"]');
  const hour = new Intl.DateTimeFormat("vi-VN", { timeZone: "Asia/Ho_Chi_Minh", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(resumes_at);
  assert.match(await text("session-slate"), /Nghỉ giải lao/);
  assert.match(await text("resumes-at"), new RegExp(hour));
  await locked("mic.recess");
  await assertNoViolations(room);
  await command({ do: "resume" });
  await gone("session-slate");
  await shown("picture-programme", '[data-live="true"]');
});

test("at the locked door a room waits, says since when, and comes in by itself when it is let in", async () => {
  await command({ do: "set_locked", locked: true });
  const late = await browser.newPage({ viewport: { width: 1366, height: 768 }, reducedMotion: "reduce" });
  await late.goto(addressOf(world, "room", world.sites[LATE].token));
  await late.waitForSelector(at("locked-door"));
  await late.waitForFunction(() => Number(/0:(\d\d)/.exec(document.querySelector('[data-testid="locked-door"]').textContent)?.[1]) >= 4);
  await assertNoViolations(late);
  await chair.waitForFunction((site) => window.session.snapshot.order.knocking.includes(site), id(LATE));
  await command({ do: "let_in", site: id(LATE) });
  await connected(late, "room");
  assert.equal(await late.$(at("locked-door")), null);
  assert.deepEqual(late.errors, []);
  await late.close();
  // Who was here before comes back through the locked door.
  await room.reload();
  await connected(room, "room");
  await command({ do: "set_locked", locked: false });
});

test("the closing thanks, and takes opinions until the hour it names", async () => {
  await command({ do: "close" });
  await shown("session-slate", '[data-state="closed"]');
  await locked("mic.closed");
  assert.match(await text("session-slate"), /Nhận ý kiến bằng văn bản đến \d\d:\d\d ngày \d\d\/\d\d\/\d{4}/);
  assert.equal(await room.$('[data-action="register"]'), null, "nobody asks to speak any more");
  await assertNoViolations(room);
  await type("v");
  await shown("opinion-form");
  await room.keyboard.type("Ý kiến gửi sau bế mạc");
  await room.focus(at("opinion-submit"));
  await type("Enter");
  await shown("opinion-state", '[data-sent="true"]');
  await type("Escape");
  await command({ do: "set_opinion_hours", hours: 0 });
  await room.waitForSelector('[data-action="opinion"]', { state: "detached" });
  assert.deepEqual(room.errors, []);
});
