// From the plan to the room, by hand: a briefing in H.264 is planned and announced, two rooms are paired by their
// codes, find it in their list and pass the lobby, and what one of them films is seen by the other.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { eventually, shows, stats } from "../lib/probe.mjs";
import { connected, openScreen, PROGRAMME, press, register, requestOf, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const COMMUNE = "Bảo Hà";
const TITLE = "Giao ban đột xuất";
const viewport = { width: 1366, height: 768 };

let world, blue, green, planner, technician, chair, hall, commune, briefing;

before(async () => {
  world = await startWorld([COMMUNE]);
  [blue, green] = [await launchChromium({ look: looks.blue }), await launchChromium({ look: looks.green })];
  [planner, technician, chair, hall] = await Promise.all([1, 2, 3, 4].map(() => blue.newPage({ viewport })));
  commune = await green.newPage({ viewport });
});

after(async () => {
  await Promise.all([blue, green].map((browser) => browser?.close()));
  await world?.stop();
});

const card = () => `[data-testid="home-briefing"][data-briefing="${briefing}"]`;

async function signIn(page, username) {
  await page.goto(world.base);
  await page.fill('[data-testid="username"]', username);
  await page.fill('[data-testid="password"]', world.password);
  await page.click('[data-testid="sign-in-submit"]');
  await page.waitForSelector('[data-testid="home"]');
}

/** A time as the form's fields want it, in Vietnam. */
const local = (ms) => new Date(ms + 7 * 3_600_000).toISOString().slice(0, 16);

test("a briefing is planned; what cannot be is said at its field", async () => {
  await signIn(planner, world.users.admin);
  await planner.goto(`${world.base}/schedule`);
  await planner.click('[data-testid="schedule-new"]');
  const form = planner.locator('[data-testid="schedule-form"]');
  const problem = (field) => form.locator(`[data-testid="field-error"][data-field="${field}"]`);
  await form.getByTestId("schedule-save").click();
  await Promise.all(["title", "chair_user", "chair_site", "sites"].map((field) => problem(field).waitFor()));

  await form.locator('[name="title"]').fill(TITLE);
  await form.locator('[name="starts_at"]').fill(local(Date.now()));
  await form.locator('[name="ends_at"]').fill(local(Date.now() + 3_600_000));
  await form.locator('[name="codec"]').selectOption("h264");
  await form.locator('[name="chair_user"]').selectOption({ label: "Nguyễn Văn Chủ" });
  await form.locator('[name="chair_site"]').selectOption(world.sites[world.hall].id);
  await form.locator('.site-tree input[type="search"]').fill("bao ha"); // without accents
  await form.locator(`input[data-site="${world.sites[COMMUNE].id}"]`).check();
  await form.getByTestId("schedule-save").click();
  await problem("chair_user").waitFor(); // who chairs the other briefing now

  const other = await blue.newPage({ viewport });
  await openScreen(other, world, "chair", await world.signIn(world.users.chair));
  await press(other, "close", { confirm: true });
  await other.waitForSelector('[data-testid="session-state"][data-state="closed"]');
  await other.context().close();
  await form.getByTestId("schedule-save").click();
  const event = planner.locator(".event", { hasText: TITLE });
  await event.waitFor();
  briefing = await event.getAttribute("data-briefing");
});

/** The room shows its code, the technician types it and names the site. */
async function pair(room, site) {
  await room.goto(`${world.base}/pair`);
  const code = await room.getAttribute('[data-testid="pair-code"]', "data-code");
  await technician.fill('[data-testid="pair-confirm-code"]', code);
  await technician.selectOption('[data-testid="pair-confirm-site"]', world.sites[site].id);
  await technician.click('[data-testid="pair-confirm"]');
  await room.waitForSelector('[data-testid="pair-done"]');
}

test("a room is paired by its code, and signs in by itself from then on", async () => {
  await signIn(technician, world.users.technician);
  await technician.locator(".page-head button").click();
  await pair(commune, COMMUNE);
  await pair(hall, world.hall);
  await commune.click(".pair a.button-primary");
  await commune.waitForSelector(card());
  await commune.reload();
  await commune.waitForSelector(`${card()}[data-state="scheduled"]`);
  await commune.goto(`${world.base}/pair`);
  await commune.waitForSelector('[data-testid="pair-done"]');
});

test("rooms go from their list through the lobby into the briefing", async () => {
  await signIn(chair, world.users.chair);
  await chair.click(`${card()} [data-testid="open-chair"]`);
  await press(chair, "open-lobby");
  for (const [room, look] of [[hall, looks.blue], [commune, looks.green]]) {
    await room.goto(world.base);
    await room.click(`${card()} [data-testid="open-room"]`);
    await shows(room, '[data-testid="lobby-preview"] video', look);
    await room.waitForSelector('[data-testid="lobby-level"][data-heard="true"]');
    await eventually("the network is good", async () => {
      const checks = await room.$$eval(".checks li", (all) => all.map((check) => `${check.dataset.result}: ${check.textContent}`));
      return { good: checks.length === 2 && checks.every((check) => check.startsWith("good")), checks };
    });
    await room.click('[data-testid="lobby-enter"]');
    await connected(room, "room");
  }
  await press(chair, "open", { confirm: true });
  await shows(commune, PROGRAMME, looks.blue);
});

test("a speech in H.264 is seen", async () => {
  await register(commune);
  await chair.waitForSelector(requestOf(world, COMMUNE));
  await press(chair, "invite-next");
  await tally(commune, "on_air");
  await shows(hall, PROGRAMME, looks.green);
  await shows(commune, PROGRAMME, looks.blue);
  await eventually("pictures are in H.264", async () => {
    const codecs = (await stats(hall, "codec")).map((codec) => codec.mimeType);
    return { good: codecs.includes("video/H264") && !codecs.includes("video/VP8"), codecs };
  });
  await commune.reload();
  await tally(commune, "on_air");
  for (const page of [technician, chair, hall, commune]) assert.deepEqual(page.errors, []);
  assert.deepEqual(planner.errors.filter((error) => !error.includes("409")), []); // the clash was refused
});
