// A briefing conducted by keyboard alone: called, ready, invited, interrupted, let on, ended; a discussion with two
// microphones; a mosaic that every room draws; the seat handed over; a technician who watches the links. No mouse is
// touched, and Escape ends nothing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { choose, onAir, ready, speakerIs, type } from "../lib/console.mjs";
import { eventually } from "../lib/probe.mjs";
import { openScreen, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const SPEAKER = "Bảo Hà";
const OTHER = "Kim Sơn";

let world, browser, room, chair, secretary;

before(async () => {
  world = await startWorld([SPEAKER, OTHER]);
  browser = await launchChromium({ look: looks.green });
  const viewport = { width: 1366, height: 768 };
  for (const site of [world.hall, OTHER]) await world.join(site);
  [room, chair, secretary] = [await browser.newPage({ viewport }), await browser.newPage({ viewport }), await browser.newPage({ viewport })];
  await openScreen(room, world, "room", world.sites[SPEAKER].token);
  await openScreen(chair, world, "chair", await world.signIn(world.users.chair));
  await openScreen(secretary, world, "chair", await world.signIn(world.users.secretary));
});

after(async () => {
  await browser?.close();
  await world?.stop();
});

test("a speech from request to end, interrupted once", async () => {
  await type(room, "d");
  await room.waitForSelector('[data-testid="register-form"]');
  await room.keyboard.type("Nguyễn Văn A");
  await type(room, "Enter");
  await ready(chair, "call-next");
  await type(chair, "b");
  await room.waitForSelector('[data-testid="prepare"][data-ready="false"]');
  await tally(room, "prepare");
  await type(room, "d");
  await room.waitForSelector('[data-testid="prepare"][data-ready="true"]');
  await type(chair, "n");
  await tally(room, "on_air");
  await speakerIs(chair, "speaking");
  await onAir(chair, world.sites[SPEAKER].id);

  await type(chair, "p");
  await speakerIs(chair, "paused");
  await room.waitForSelector('[data-testid="status-line"][data-tally="paused"]');
  await room.waitForSelector('[data-testid="microphone"][data-live="false"]');
  await onAir(chair, world.sites[world.hall].id);
  await type(chair, "Escape", "p");
  await speakerIs(chair, "speaking");
  await room.waitForSelector('[data-testid="microphone"][data-live="true"]');

  const left = async () => (await chair.textContent('[data-testid="speaker-time"] .countdown')).split(":").map(Number)[0];
  const before = await left();
  await type(chair, "3");
  await chair.waitForFunction((least) => Number(document.querySelector('[data-testid="speaker-time"] .countdown').textContent.split(":")[0]) >= least, before + 2);
  await type(chair, "Escape", "d");
  await speakerIs(chair, "none");
  await tally(room, "off");
});

test("a discussion with two microphones, where a hand chooses whose ends", async () => {
  await type(chair, "7");
  await chair.waitForSelector('[data-testid="conduct"]');
  await chair.focus('input[value="chaired"]');
  await type(chair, "ArrowDown", "ArrowDown");
  await chair.waitForSelector('input[value="discussion-2"]:checked');
  await type(chair, "Escape");
  for (const site of [SPEAKER, OTHER]) {
    await choose(chair, world, site);
    await type(chair, "g");
    await chair.waitForSelector(`[data-testid="microphone-row"][data-site="${world.sites[site].id}"][data-state="speaking"]`);
  }
  await chair.waitForSelector('[data-action="finish"][aria-disabled="true"]');
  await type(chair, ";", "Enter", "d");
  const rows = () => chair.$$eval('[data-testid="microphone-row"]', (all) => all.map((row) => row.dataset.site));
  await chair.waitForFunction(() => document.querySelectorAll('[data-testid="microphone-row"]').length === 1);
  assert.deepEqual(await rows(), [world.sites[OTHER].id]);
});

test("a mosaic is drawn in a room, with its own camera in its own tile", async () => {
  await type(chair, "6");
  await chair.waitForSelector('[data-testid="compose"]');
  await type(chair, "Tab", "Enter");
  await chair.focus('[data-testid="compose-mosaic"]');
  await type(chair, "Enter");
  const live = (page, count) => page.waitForFunction((count) => document.querySelectorAll('[data-testid="mosaic"] [data-live="true"]').length === count, count);
  await live(room, 3);
  await live(chair, 3);
  const slots = await room.$$eval('[data-testid="mosaic"] [data-slot]', (all) => all.map((tile) => tile.dataset.site));
  assert.ok(!slots.includes(world.sites[SPEAKER].id), "nobody is sent its own picture");

  // A second wall screen takes the mosaic and leaves the programme on the first; both are one connection.
  const opens = room.waitForEvent("popup");
  await type(room, "w");
  const wall = await opens;
  await wall.waitForSelector('[data-testid="second-screen"]');
  await live(wall, 3);
  await wall.waitForFunction(() => getComputedStyle(document.querySelector('[data-testid="mosaic"]')).display === "grid");
  await room.waitForSelector('.stage > [data-testid="picture-programme"][data-live="true"]');
  assert.equal(await room.evaluate(() => window.connections.length), 1);
  await wall.close();
  await live(room, 3);
  await type(chair, "f");
  await onAir(chair, world.sites[OTHER].id);
});

test("the journal opens by a key, and Escape closes it", async () => {
  await type(chair, "m");
  await chair.waitForSelector('[data-testid="journal"]');
  await type(chair, "Escape");
  await chair.waitForSelector('[data-testid="journal"]', { state: "detached" });
});

test("the seat is handed over, and the keys go with it", async () => {
  await type(chair, "8");
  await chair.waitForSelector('[data-testid="seat"]');
  await chair.focus('[data-testid="seat"] .fields .row button');
  await type(chair, "Enter");
  await chair.waitForSelector('[data-testid="hand-over"]:enabled');
  await chair.focus('[data-testid="hand-over"]:enabled');
  await type(chair, "Enter");
  await secretary.waitForSelector('[data-testid="seat-offer"]');
  await type(secretary, "[");
  await chair.waitForSelector('[data-action="take-seat"]');
  assert.equal(await chair.$('[data-action="invite-next"]'), null, "who handed the seat over invites nobody");
  assert.deepEqual([...room.errors, ...chair.errors, ...secretary.errors], []);
});

test("a technician sees every link, its figures move, and a lost site is told", async () => {
  const technician = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await openScreen(technician, world, "technician", await world.signIn(world.users.technician));
  const row = (site) => `[data-testid="matrix-row"][data-site="${world.sites[site].id}"]`;
  const cells = (site) => technician.$$eval(`${row(site)} > *`, (all) => all.map((cell) => cell.textContent));
  await type(technician, "o"); // by the tree
  const order = await technician.$$eval('[data-testid="matrix-row"]', (all) => all.map((each) => each.dataset.site));
  assert.deepEqual(order, [world.hall, SPEAKER, OTHER].map((site) => world.sites[site].id));
  for (const site of [world.hall, SPEAKER, OTHER]) {
    await eventually(`${site} has a round trip, a picture, a path and bit rates both ways`, async () => {
      const [, , roundTrip, , , , up, picture, , , , down, path] = await cells(site);
      return { good: /^\d+$/.test(roundTrip) && up > 0 && down > 0 && /^\d+p\d+$/.test(picture) && path === "UDP", roundTrip, up, picture, down, path };
    });
  }
  const before = await cells(OTHER);
  await eventually("figures move", async () => ({ good: (await cells(OTHER)).join() !== before.join() }));

  await type(technician, "2", "Enter");
  await technician.waitForSelector('[data-testid="site-detail"] [data-slot="thumbnail-0"][data-live="true"]');
  await world.tell({ do: "vanish", site: OTHER });
  await technician.waitForSelector(`${row(OTHER)} [data-testid="culprit"][data-level="red"]`);
  const alarm = `[data-testid="alarm"][data-site="${world.sites[OTHER].id}"]`;
  await technician.waitForSelector(`${alarm}[data-seen="false"]`);
  await type(technician, "a");
  await technician.waitForSelector(`${alarm}[data-seen="true"]`);
  assert.deepEqual(technician.errors, []);
});
