// A camera of 1280×720 in three layers over a line that loses packets on the way up: layers that nobody watches are not
// sent, losses of the others are sent again, each on its own repair stream, and no picture is missing at the viewer's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { noteFrames, receivedBy, sentBy } from "../lib/frames.mjs";
import { passage } from "../lib/passage.mjs";
import { eventually, mostDecoded, shows, stats } from "../lib/probe.mjs";
import { handOf, mediaThrough, openScreen, PROGRAMME, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const SPEAKER = "Bảo Hà";
const VP8 = 96;
/** What is lost last of a picture is missed when the next one comes, a tenth of a second later: 76 ms were measured. */
const HELD_MS = 250;
/** So many packets are sent again, and so many pictures decoded meanwhile, before it is judged. */
const REPAIRED = 3;
const PICTURES = 100;

test("layers that are watched are sent, and their lost packets come again", { timeout: 120_000 }, async (t) => {
  const world = await startWorld([SPEAKER]);
  t.after(() => world.stop());
  const relay = await world.relay();
  const camera = await launchChromium({ look: looks.yellow, width: 1280, height: 720, fps: 10 });
  t.after(() => camera.close());
  const speaker = await camera.newPage({ viewport: { width: 1366, height: 768 } });
  await noteFrames(speaker);
  await mediaThrough(speaker, relay);
  await openScreen(speaker, world, "room", world.sites[SPEAKER].token, { camera: "720@10" });

  const other = await launchChromium({ look: looks.blue });
  t.after(() => other.close());
  const hall = await other.newPage({ viewport: { width: 1920, height: 1080 } });
  await noteFrames(hall);
  await openScreen(hall, world, "room", world.sites[world.hall].token);
  const layers = async () => (await stats(speaker, "outbound-rtp", "video")).filter((entry) => entry.rid);
  // By what leaves: a large layer for which a busy machine finds no room at first is not sent, and nobody tells it to pause.
  await eventually("a room nobody watches sends its smallest layer alone", async () => {
    const before = await layers();
    await speaker.waitForTimeout(2_000);
    const grown = (await layers()).filter(({ rid, packetsSent }) => packetsSent > before.find((entry) => entry.rid === rid)?.packetsSent);
    const sent = grown.map(({ rid }) => rid).join();
    return { good: sent === "q", sent };
  }, 20_000);
  const chair = await handOf(await other.newPage(), world, world.users.chair);
  await chair.grant(SPEAKER);
  await tally(speaker, "on_air");
  await shows(hall, PROGRAMME, looks.yellow);

  await eventually("the large layer is sent again, and the small one in reserve", async () => {
    const active = (await layers()).filter((entry) => entry.active);
    const sent = active.map((entry) => entry.rid).sort().join();
    const heights = active.map((entry) => entry.frameHeight).sort((a, b) => a - b).join();
    return { good: sent === "f,q" && heights === "180,720", sent, heights };
  }, 40_000);
  await eventually("the hall decodes 720 lines", async () => {
    const height = await hall.evaluate((video) => document.querySelector(video).videoHeight, PROGRAMME);
    return { good: height === 720, height };
  });

  const again = async () => Object.fromEntries((await layers()).map((entry) => [entry.rid, entry.retransmittedPacketsSent]));
  const before = { picture: await mostDecoded(hall), again: await again() };
  const since = Date.now();
  await world.impair({ up: true, every: 12, payload_type: VP8 });
  const repaired = await eventually("the layer that is seen is repaired again and again", async () => {
    const entries = Object.entries(await again()).map(([rid, count]) => [rid, count - before.again[rid]]);
    const repaired = Object.fromEntries(entries);
    const pictures = (await mostDecoded(hall)).framesDecoded - before.picture.framesDecoded;
    return { good: repaired.f >= REPAIRED && pictures >= PICTURES, pictures, ...repaired };
  }, 40_000);
  t.diagnostic(`sent again and decoded: ${JSON.stringify(repaired)}`);
  const until = Date.now() - HELD_MS;
  const slots = await receivedBy(hall);
  const after = await mostDecoded(hall);
  await world.impair({ up: true });

  const sent = await sentBy([speaker]);
  const came = slots.map((slot) => {
    const { pictures, held, stated, ...missing } = passage(sent, slot, since);
    const stream = sent.findLast(({ print }) => print === slot.at(-1).print)?.stream;
    const made = sent.filter((frame) => frame.stream === stream && frame.at >= since && frame.at <= until).length;
    t.diagnostic(`${pictures} pictures, ${made} were to come; held up ${held} ms, by their timestamps ${stated} ms`);
    assert.deepEqual(missing, { foreign: 0, leftOut: 0, entry: 0 });
    assert.ok(held <= HELD_MS && stated <= HELD_MS, `${held} and ${stated} ms`);
    return { pictures, made };
  });
  assert.ok(came.some(({ pictures, made }) => made >= PICTURES / 2 && pictures >= made), "all pictures came that were to come");
  const most = Math.max(...came.map(({ pictures }) => pictures));
  await eventually("what came is decoded", async () => {
    const decoded = (await mostDecoded(hall)).framesDecoded - before.picture.framesDecoded;
    return { good: decoded >= most, decoded };
  });
  assert.equal(after.pliCount, before.picture.pliCount, "key frames asked for");
  for (const page of [speaker, hall]) assert.deepEqual(page.errors, []);
});
