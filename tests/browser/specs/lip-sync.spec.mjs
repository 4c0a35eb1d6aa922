// Lips and voice stay together although the picture takes 300 ms longer on its way than the sound: flashes and beeps of
// two rooms, seen and heard in a third, before and after the floor changes hands. A browser adds its own error, so the
// same pages send to each other without the bridge at the same time, through the same delay, and the two are compared: by
// what each receiver does not know to be off, because it takes half a minute to remove 300 ms and then leaves up to 30.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { sendDirectly } from "../lib/direct.mjs";
import { flashAndBeep, flashes } from "../lib/flash.mjs";
import { handOf, mediaThrough, openScreen, PROGRAMME, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const LATE = "Bảo Hà";
const PROMPT = "Kim Sơn";
const LISTENER = "Cam Cọn";
const LAG = { up: true, lag_ms: 300, payload_type: 96 }; // VP8's, of the product and of Chromium
/** Two pictures of one flash cannot be read nearer than this, in ms: a shown frame waits for the display, and the audio
    clock of a headless browser leads what is heard by 20 to 95 ms. */
const READABLE = 60;
const FLASHES = 20;
/** libwebrtc moves a delay by up to 80 ms a second, by half of what its mean of some seconds shows: 300 ms take it up to
    half a minute, within so many looks at three flashes. */
const MOVES = 80;
const LOOKS = 20;
const list = (values) => values.map((each) => each.toFixed(0)).join(", ");
const unknown = ({ skew, known }) => skew - known;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

async function room(t, world, name, { every, relay } = {}) {
  const chromium = await launchChromium({ look: looks.blue });
  t.after(() => chromium.close());
  const page = await chromium.newPage({ viewport: { width: 1366, height: 768 } });
  if (every) await flashAndBeep(page, every);
  if (relay) await mediaThrough(page, relay);
  await openScreen(page, world, "room", world.sites[name].token);
  return page;
}

/** A relay on which pictures lag behind their sound. */
async function lagging(world, to) {
  const relay = await world.relay(to);
  await world.impair(LAG);
  return relay;
}

/** Waits until a receiver moves its delays no more by as much as it can in a second: meanwhile it cannot be read. */
async function settled(t, page, selectors) {
  for (let look = 0; look < LOOKS; look += 1) {
    const known = (await flashes(page, 3, selectors)).map((seen) => median(seen.map(({ known = Infinity }) => known))); // no report yet
    t.diagnostic(`known to be off by ${list(known)} ms`);
    if (known.every((off) => Math.abs(off) < MOVES)) return;
  }
  assert.fail(`lips are not in step after ${LOOKS} looks`);
}

test("a picture 300 ms late keeps its sound, before and after a switch", { timeout: 240_000 }, async (t) => {
  const world = await startWorld([LATE, PROMPT, LISTENER]);
  t.after(() => world.stop());
  const late = await room(t, world, LATE, { every: 8, relay: await lagging(world) });
  const prompt = await room(t, world, PROMPT, { every: 7 });
  const listener = await room(t, world, LISTENER);
  await sendDirectly(late, listener, "late", (address) => lagging(world, address));
  await sendDirectly(prompt, listener, "prompt");
  const chair = await handOf(await prompt.context().browser().newPage(), world, world.users.chair);

  for (const [name, page, direct] of [[PROMPT, prompt, "#prompt"], [LATE, late, "#late"], [PROMPT, prompt, "#prompt"]]) {
    await chair.grant(name);
    await tally(page, "on_air");
    await settled(t, listener, [PROGRAMME, direct]);
    const [bridged, alone] = await flashes(listener, FLASHES, [PROGRAMME, direct]);
    for (const [way, seen] of [["through the bridge", bridged], ["without", alone]]) {
      t.diagnostic(`${name} ${way}: sound after picture by ${list(seen.map(({ skew }) => skew))} ms, unknown ${list(seen.map(unknown))}`);
      assert.equal(seen.filter((flash) => Number.isFinite(unknown(flash))).length, FLASHES, `flashes of ${name} seen, heard and reported ${way}`);
    }
    const [through, without] = [bridged, alone].map((seen) => median(seen.map(unknown)));
    const difference = through - without;
    t.diagnostic(`${name}: medians ${list([through, without])} ms, ${difference.toFixed(0)} apart`);
    assert.ok(Math.abs(difference) <= READABLE, `${name}: the bridge moves sound by ${difference.toFixed(0)} ms`);
  }
});
