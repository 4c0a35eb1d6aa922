// Lips and voice stay together although the picture takes 300 ms longer on its way than the sound: flashes and
// beeps of two rooms, seen and heard in a third, before and after the floor changes hands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { flashAndBeep, skews } from "../lib/flash.mjs";
import { chairOf, mediaThrough, openScreen, PROGRAMME, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const LATE = "Bảo Hà";
const PROMPT = "Kim Sơn";
const LISTENER = "Cam Cọn";
const VP8 = 96;
/** ITU-R BT.1359: people notice sound 45 ms early. */
const LIMIT = 40;
/** A receiver moves its delays once a second, by half of what it still measures: within this many looks it is there. */
const LOOKS = 5;

async function room(t, world, name, { period, relay } = {}) {
  const chromium = await launchChromium({ look: looks.blue });
  t.after(() => chromium.close());
  const page = await chromium.newPage({ viewport: { width: 1366, height: 768 } });
  if (period) await flashAndBeep(page, period);
  if (relay) await mediaThrough(page, relay);
  await openScreen(page, world, "room", world.sites[name].token);
  return page;
}

const list = (values) => values.map((each) => each.toFixed(0)).join(", ");
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

test("a picture 300 ms late keeps its sound, before and after a switch", { timeout: 180_000 }, async (t) => {
  const world = await startWorld([LATE, PROMPT, LISTENER]);
  t.after(() => world.stop());
  const relay = await world.relay();
  await world.impair({ up: true, delay_ms: 300, payload_type: VP8 });
  const late = await room(t, world, LATE, { period: 1_500, relay });
  const prompt = await room(t, world, PROMPT, { period: 1_100 });
  const listener = await room(t, world, LISTENER);
  const chair = await chairOf(await prompt.context().browser().newPage(), world);

  for (const [name, page] of [[LATE, late], [PROMPT, prompt], [LATE, late]]) {
    await chair.grant(name);
    await tally(page, "on_air");
    let skew = Infinity;
    for (let look = 0; look < LOOKS && Math.abs(skew) > LIMIT; look += 1) {
      // What a camera and a microphone made in a page differ by at that moment is not the bridge's doing.
      const [found, made] = await Promise.all([skews(listener, 8, PROGRAMME), skews(page, 8)]);
      t.diagnostic(`${name}: sound after picture by ${list(found)} ms, by ${list(made)} ms where it is made`);
      assert.ok(found.length >= 3 && made.length >= 3, `${found.length} of ${made.length} flashes seen`);
      skew = median(found.slice(-4)) - median(made);
    }
    assert.ok(Math.abs(skew) <= LIMIT, `${name}: skew of ${skew.toFixed(0)} ms`);
  }
});
