// Firefox with the product's own client: it joins, publishes, sees and hears two switches, and is seen and heard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launchChromium, launchFirefox } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { eventually, isLook, colour, shows, total } from "../lib/probe.mjs";
import { handOf, openScreen, PROGRAMME, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const FOX = "Bảo Hà";
const OTHER = "Kim Sơn";

async function hears(page) {
  const energy = () => total(page, "inbound-rtp", "audio", "totalAudioEnergy");
  const before = await energy();
  await eventually("a voice is heard", async () => {
    const heard = (await energy()) - before;
    return { good: heard > 0.01, heard };
  });
}

test("Firefox joins, publishes, and sees and hears two switches", { timeout: 120_000 }, async (t) => {
  const world = await startWorld([FOX, OTHER]);
  t.after(() => world.stop());
  const [blue, green] = [await launchChromium({ look: looks.blue }), await launchChromium({ look: looks.green })];
  const firefox = await launchFirefox();
  t.after(() => Promise.all([blue, green, firefox].map((browser) => browser.close())));
  const hall = await blue.newPage();
  await openScreen(hall, world, "room", world.sites[world.hall].token);
  const other = await green.newPage();
  await openScreen(other, world, "room", world.sites[OTHER].token);
  const fox = await firefox.newPage();
  await openScreen(fox, world, "room", world.sites[FOX].token);
  const chair = await handOf(await blue.newPage(), world, world.users.chair);

  await shows(fox, PROGRAMME, looks.blue);
  await hears(fox);
  await chair.grant(OTHER);
  await tally(other, "on_air");
  await shows(fox, PROGRAMME, looks.green);
  await hears(fox);

  await chair.grant(FOX);
  await tally(fox, "on_air");
  await shows(fox, PROGRAMME, looks.blue); // who is on air sees the chair
  await eventually("Firefox's picture is seen", async () => {
    const rgb = await colour(other, PROGRAMME);
    return { good: rgb !== null && !isLook(rgb, looks.green) && !isLook(rgb, looks.blue), rgb };
  });
  await hears(other);
  const decoded = () => total(other, "inbound-rtp", "video", "framesDecoded");
  const before = await decoded();
  await eventually("frames go on being decoded", async () => {
    const more = (await decoded()) - before;
    return { good: more > 20, more };
  });
  for (const page of [hall, other, fox]) assert.deepEqual(page.errors, []);
});
