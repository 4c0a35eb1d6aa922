// The acceptance scenarios of the domain as people see them, by their numbers: two consoles at once, a line that is cut,
// a secretary's PC that dies, an item closed over a queue, a tour that goes on, a second device, a dead server.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { choose, onAir, ready, speakerIs, type, yes } from "../lib/console.mjs";
import { eventually } from "../lib/probe.mjs";
import { addressOf, connected, handOf, mediaThrough, openScreen, register, requestOf, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const CUT = "Bảo Hà"; // its line runs through a relay
const LONG = "Kim Sơn";
const THIRD = "Cam Cọn";

let world, browser, chair, secretary, hand, rooms, news;

/** Holds back what the server tells this page while `held` is set. */
async function lateNews(page) {
  const late = { held: null };
  await page.routeWebSocket(/\/ws$/, (client) => {
    const server = client.connectToServer();
    server.onMessage((message) => (late.held ? late.held.push(() => client.send(message)) : client.send(message)));
  });
  late.hold = () => void (late.held = []);
  late.release = () => {
    for (const each of late.held) each();
    late.held = null;
  };
  return late;
}

async function consoleOf(username) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  const late = await lateNews(page);
  await openScreen(page, world, "chair", await world.signIn(username));
  return [page, late];
}

async function roomOf(site, relay) {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  if (relay) await mediaThrough(page, relay);
  await openScreen(page, world, "room", world.sites[site].token);
  return page;
}

const idOf = (site) => world.sites[site].id;
const programme = (room, site) => room.waitForSelector(`[data-testid="picture-programme"][data-site="${idOf(site)}"][data-live="true"]`);
const requestIs = (page, site, state) => page.waitForSelector(`${requestOf(world, site)}[data-state="${state}"]`);
const DAY = 86_400;
const secondsOf = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
/** Waits until the page's own clock has gone on. */
async function secondsPass(page, seconds) {
  const clock = () => page.textContent('[data-testid="clock"]');
  const from = secondsOf(await clock());
  const passed = async () => (secondsOf(await clock()) - from + DAY) % DAY;
  await eventually(`${seconds} s pass`, async () => ({ good: (await passed()) >= seconds }));
}
const timeOf = (page) => page.textContent('[data-testid="speaker-time"] .countdown');

before(async () => {
  world = await startWorld([CUT, LONG, THIRD]);
  const relay = await world.relay();
  browser = await launchChromium({ look: looks.green });
  await world.join(world.hall);
  rooms = { [CUT]: await roomOf(CUT, relay), [LONG]: await roomOf(LONG), [THIRD]: await roomOf(THIRD) };
  [chair] = await consoleOf(world.users.chair);
  [secretary, news] = await consoleOf(world.users.secretary);
  hand = await handOf(await browser.newPage(), world, world.users.secretary);
});

after(async () => {
  await browser?.close();
  await world?.stop();
});

test("1: two consoles invite at once: one site is on air, and the other console is told why", async () => {
  await choose(chair, world, CUT);
  await choose(secretary, world, LONG);
  news.hold();
  await type(chair, "g");
  await onAir(chair, idOf(CUT));
  await type(secretary, "g"); // it has not heard yet
  news.release();
  const told = await secretary.waitForSelector('[data-testid="refusal"]');
  assert.match(await told.textContent(), /\S+ \S+/);
  for (const console of [chair, secretary]) {
    await onAir(console, idOf(CUT));
    await speakerIs(console, "speaking");
  }
  await programme(rooms[LONG], CUT);
  assert.equal(await secretary.$(requestOf(world, LONG)), null);
});

test("4: a speaker whose line is cut is held, its clock stands, and a hand lets it go on", async () => {
  await world.cut(true);
  await speakerIs(chair, "held");
  await programme(rooms[LONG], world.hall);
  const stood = await timeOf(chair);
  await secondsPass(chair, 2);
  assert.equal(await timeOf(chair), stood);
  await world.cut(false);
  await ready(chair, "let-on");
  assert.equal(await timeOf(chair), stood, "back, and silent until a hand lets it go on");
  await type(chair, "p");
  await speakerIs(chair, "speaking");
  await programme(rooms[LONG], CUT);
  await type(chair, "d");
  await speakerIs(chair, "none");
});

test("6, 13: a speech outlives the secretary's PC and a look at the deepest commune", async () => {
  await hand.command({ do: "register", site: idOf(LONG), speaker: "Lý Thị Mai", post: "", kind: "speech", item: null, minutes: 3, document: null });
  await requestIs(chair, LONG, "queued");
  await type(chair, "n");
  await speakerIs(chair, "speaking");

  await secretary.close();
  await speakerIs(chair, "speaking");
  [secretary] = await consoleOf(world.users.secretary);
  await speakerIs(secretary, "speaking");
  await choose(secretary, world, THIRD);
  await type(secretary, "v");
  await rooms[THIRD].waitForSelector('[data-testid="tally"][data-tally="watched"]');
  await type(secretary, "a");
  await tally(rooms[THIRD], "on_air");
  await programme(rooms[CUT], THIRD);
  await programme(rooms[THIRD], world.hall); // never itself
  await type(secretary, "f");
  await onAir(chair, idOf(LONG));

  // The speaker, both consoles and every hall count the same time down.
  const left = await Promise.all([rooms[LONG], chair, secretary, rooms[CUT]].map(async (page) => secondsOf(await page.textContent(".countdown"))));
  assert.ok(Math.max(...left) - Math.min(...left) <= 2, `${left.join(", ")} s left`);
  await type(chair, "d");
  await speakerIs(chair, "none");
});

test("10: an item closed over a queue asks everybody who waited to write", async () => {
  await type(chair, "i");
  await ready(chair, "close-item");
  for (const site of [CUT, LONG, THIRD]) {
    await register(rooms[site]);
    await requestIs(chair, site, "queued");
  }
  await type(chair, "j");
  await yes(chair);
  for (const site of [CUT, LONG, THIRD]) await rooms[site].waitForSelector('[data-testid="offer"]');
  await chair.waitForFunction(() => document.querySelectorAll('[data-testid="request-row"]').length === 0);
});

test("12: a tour that was paused goes on with the site after", async () => {
  await type(chair, "6");
  for (const site of [CUT, LONG, THIRD]) await chair.check(`[data-testid="compose"] [data-site="${idOf(site)}"] input`);
  await chair.fill(".compose-interval input", "4");
  await chair.click('[data-testid="compose-tour"]');
  await onAir(chair, idOf(CUT));
  await onAir(chair, idOf(LONG));
  await type(chair, "4");
  await choose(chair, world, CUT);
  await type(chair, "g");
  await speakerIs(chair, "speaking");
  await programme(rooms[THIRD], CUT);
  await type(chair, "d");
  await speakerIs(chair, "none");
  await type(chair, "4");
  await onAir(chair, idOf(THIRD));
  await tally(rooms[THIRD], "on_air");
  await type(chair, "f");
});

test("15: a second device of a room asks before it takes over, and the first one is told", async () => {
  const second = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await second.goto(addressOf(world, "room", world.sites[THIRD].token));
  await second.waitForSelector('[data-testid="take-over"]');
  assert.equal(await rooms[THIRD].getAttribute('[data-testid="room"]', "data-link"), "open", "the first device stays until then");
  await second.click('[data-testid="take-over"]');
  await connected(second, "room");
  await rooms[THIRD].waitForSelector('[data-testid="take-over"]');
  await rooms[THIRD].close();
  rooms[THIRD] = second;
});

test("8: a server that dies during a speech comes back with it, and every screen by itself", async () => {
  await choose(chair, world, LONG);
  await type(chair, "g");
  await speakerIs(chair, "speaking");
  await programme(rooms[THIRD], LONG);
  const before = await timeOf(chair);
  await world.tell({ do: "kill" });
  for (const page of [...Object.values(rooms), chair]) await page.waitForSelector('[data-link="waiting"], [data-link="connecting"]');
  await world.tell({ do: "restart" });
  await Promise.all([...Object.values(rooms).map((room) => connected(room, "room")), connected(chair, "chair"), connected(secretary, "chair")]);
  // A speaker that was away for longer than a moment waits for a hand.
  await chair.waitForSelector('[data-testid="speaker-time"][data-state="speaking"], [data-action="let-on"][aria-disabled="false"]');
  if (await chair.$('[data-action="let-on"]')) await type(chair, "p");
  await speakerIs(chair, "speaking");
  assert.ok(secondsOf(await timeOf(chair)) <= secondsOf(before), "its time was not given back");
  await programme(rooms[THIRD], LONG);
  await tally(rooms[LONG], "on_air");
});
