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

async function room(t, world, name, { period, relay } = {}) {
  const chromium = await launchChromium({ look: looks.blue });
  t.after(() => chromium.close());
  const page = await chromium.newPage({ viewport: { width: 1366, height: 768 } });
  if (period) await flashAndBeep(page, period);
  if (relay) await mediaThrough(page, relay);
  await openScreen(page, world, "room", world.sites[name].token);
  return page;
}

const median = (values) => values[Math.floor(values.length / 2)];

test("a picture 300 ms late keeps its sound, before and after a switch", { timeout: 180_000 }, async (t) => {
  const world = await startWorld([LATE, PROMPT, LISTENER]);
  t.after(() => world.stop());
  const relay = await world.relay();
  await world.impair({ up: true, delay_ms: 300, payload_type: VP8 });
  const late = await room(t, world, LATE, { period: 1_500, relay });
  const prompt = await room(t, world, PROMPT, { period: 1_100 });
  const listener = await room(t, world, LISTENER);
  const chair = await chairOf(await prompt.context().newPage(), world);

  const error = median(await skews(prompt, 4));
  t.diagnostic(`measuring errs by ${error.toFixed(0)} ms`);
  for (const [name, page] of [[LATE, late], [PROMPT, prompt], [LATE, late]]) {
    await chair.grant(name);
    await tally(page, "on_air");
    await listener.waitForTimeout(8_000); // a receiver moves its delays by steps
    const found = (await skews(listener, 8, PROGRAMME)).map((skew) => skew - error);
    t.diagnostic(`${name}: sound after picture by ${found.map((skew) => skew.toFixed(0)).join(", ")} ms`);
    assert.ok(found.length >= 3, `${found.length} flashes seen`);
    const skew = median(found);
    assert.ok(Math.abs(skew) <= LIMIT, `${name}: skew of ${skew.toFixed(0)} ms`);
  }
});
