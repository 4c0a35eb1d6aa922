// The media core with real browsers and nothing of the product's own client: two rooms publish VP8 simulcast and
// Opus, a console watches, and twenty changes of what is on air never make its picture stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { install } from "../lib/bare-client.mjs";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { noteFrames, receivedBy, sentBy } from "../lib/frames.mjs";
import { goesOn } from "../lib/passage.mjs";
import { eventually, mostDecoded, shows, stats, total } from "../lib/probe.mjs";
import { startWorld } from "../lib/world.mjs";

const SWITCHES = 20;
/** Between two of them: an encoder hears one request for a key frame in 300 ms. */
const PAUSE_MS = 400;
const camera = { width: 320, height: 180, fps: 10 };

async function room(world, name, look) {
  const chromium = await launchChromium({ look, ...camera });
  const page = await chromium.newPage();
  await noteFrames(page);
  await install(page);
  await page.goto(`${world.base}/healthz`);
  const { token } = world.sites[name];
  await page.evaluate((entry) => window.enter(entry), {
    token,
    briefing: world.briefing,
    kind: "room",
    media: { ...camera, layers: 3 },
  });
  return { chromium, page };
}

async function console_(chromium, world) {
  const page = await chromium.newPage();
  await noteFrames(page);
  await install(page);
  await page.goto(`${world.base}/healthz`);
  const token = await world.signIn(world.users.chair);
  await page.evaluate((entry) => window.enter(entry), { token, briefing: world.briefing, kind: "console" });
  return page;
}

test("twenty switches of source, and no picture stands", { timeout: 120_000 }, async (t) => {
  const world = await startWorld(["Bảo Hà"]);
  t.after(() => world.stop());
  const places = [
    { name: world.hall, look: looks.blue },
    { name: "Bảo Hà", look: looks.red },
  ];
  for (const place of places) {
    Object.assign(place, await room(world, place.name, place.look));
    t.after(() => place.chromium.close());
  }
  const chair = await console_(places[0].chromium, world);

  await shows(chair, "#programme", looks.blue);
  const before = await mostDecoded(chair);
  const since = Date.now();
  for (let turn = 1; turn <= SWITCHES; turn++) {
    const place = places[turn % 2];
    const mode = { kind: "manual", site: world.sites[place.name].id };
    await chair.evaluate((mode) => window.session.command({ do: "set_programme", mode, hold: false }, "programme"), mode);
    await shows(chair, "#programme", place.look);
    await setTimeout(PAUSE_MS);
  }
  const after = await mostDecoded(chair);

  const slots = await receivedBy(chair);
  const sent = await sentBy(places.map(({ page }) => page));
  t.diagnostic(goesOn("the console", sent, slots, since));
  assert.ok(after.framesDecoded > before.framesDecoded + SWITCHES, `${after.framesDecoded} frames`);
  for (const none of ["framesDropped", "packetsLost", "pliCount"]) assert.equal(after[none], before[none], none);
  t.diagnostic(`${after.framesDecoded - before.framesDecoded} frames decoded, ${after.keyFramesDecoded} key frames`);

  // Sound: the chair's hall is audible, its tone arrives, and it never hears itself.
  await eventually("the console hears the hall", async () => {
    const energy = await total(chair, "inbound-rtp", "audio", "totalAudioEnergy");
    return { good: energy > 0, energy };
  });
  assert.equal(await total(places[0].page, "inbound-rtp", "audio", "packetsReceived"), 0, "own sound");
  for (const { page, name } of places) {
    const layers = (await stats(page, "outbound-rtp", "video")).filter((entry) => entry.rid && entry.framesSent > 0);
    assert.ok(layers.length >= 1, `${name} publishes simulcast: ${JSON.stringify(layers.map((l) => l.rid))}`);
    assert.deepEqual(page.errors, []);
  }
  assert.ok((await world.metric("giaoban_gso_segments_total")) >= 0);
});
