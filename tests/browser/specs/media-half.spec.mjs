// Does a browser's picture go on while the source of its slots changes? Three Chromium pages on the real
// media half; the spec takes signaling's place.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { BareSite } from "../harness/bare-site.mjs";
import { MediaNode } from "../harness/media-node.mjs";
import { launchChromium } from "../lib/browsers.mjs";
import { receivedBy, sentBy } from "../lib/frames.mjs";
import { goesOn } from "../lib/passage.mjs";

const SWITCHES = 20;
/** Before those: while links are measured, layers change, and an encoder hears one request for a key frame in 300 ms. */
const FIRST = 10;
/** Between two switches. Faster than any hand; without it every second frame would be a key frame. */
const PAUSE_MS = 400;
const room = randomUUID();
// Nine encoders and nine decoders share the machine with whatever else runs on it: small pictures.
const hall = new BareSite("hall", 0, { width: 640, height: 360 });
const communes = [
  new BareSite("bao-ha", 120, { width: 320, height: 180 }),
  new BareSite("kim-son", 240, { width: 320, height: 180 }),
];
const sites = [hall, ...communes];
let node, chromium;

before(async () => {
  node = await MediaNode.start();
  chromium = await launchChromium();
});

after(async () => {
  await chromium?.close();
  await node?.stop();
});

const putOnAir = (site) =>
  node.put({
    document: "room",
    id: room,
    codec: "vp8",
    programme: { kind: "site", site: site.id },
    chair: hall.id,
    audible: site === hall ? [hall.id] : [site.id, hall.id],
    content: null,
    next: null,
    viewed: null,
    main: null,
  });

test(`${SWITCHES} switches of the site on air make no picture stand`, async (t) => {
  putOnAir(hall);
  for (const site of sites) await site.join(chromium.browser, node, room);
  for (const commune of communes) await commune.sees("programme", hall.hue);
  await switches(FIRST);
  const since = Date.now();
  const before = await programmes();
  await switches(SWITCHES);
  const after = await programmes();
  const pages = sites.map(({ page }) => page);
  const received = await Promise.all(pages.map(receivedBy));
  const sent = await sentBy(pages);
  for (const [index, site] of sites.entries()) {
    t.diagnostic(goesOn(site.name, sent, received[index], since));
    const decoded = after[index].framesDecoded - before[index].framesDecoded;
    assert.ok(decoded > SWITCHES, `${site.name}: ${decoded} frames`);
    for (const none of ["packetsLost", "pliCount"]) {
      assert.equal(after[index][none], before[index][none], `${site.name}: ${none}`);
    }
    const { "audio-0": sound } = await site.received();
    assert.ok(sound.totalAudioEnergy > 0, `${site.name} hears nothing`);
    assert.deepEqual(site.faults, []);
  }
});

async function switches(most) {
  for (let count = 0; count < most; count++) {
    const [onAir, other] = count % 2 ? communes : [...communes].reverse();
    putOnAir(onAir);
    await Promise.all([
      hall.sees("programme", onAir.hue),
      other.sees("programme", onAir.hue),
      onAir.sees("programme", hall.hue),
    ]);
    await setTimeout(PAUSE_MS);
  }
}

/** Figures of the programme at each site. */
function programmes() {
  return Promise.all(sites.map(async (site) => (await site.received()).programme));
}
