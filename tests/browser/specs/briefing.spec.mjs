// The product's own client against the real server, a province with a district and two communes: a commune asks, the
// chair invites, every screen shows it on air and hears it, its slides are seen, a microphone opened without the floor
// reaches nobody, and who is stopped falls silent.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { eventually, shows, stats, total } from "../lib/probe.mjs";
import { connected, openScreen, PROGRAMME, press, register, requestOf, tally } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const SPEAKER = "Bảo Hà";
const LISTENER = "Kim Sơn";
const DISTRICT = "Huyện Bảo Yên";
/** What a second of silence may grow the energy of sound by; a voice grows it by more than 0.1. */
const SILENCE = 0.0005;

let world, hall, district, speaker, listener, chair;
const browsers = [];

async function browser(look) {
  const launched = await launchChromium({ look });
  browsers.push(launched);
  return launched;
}

before(async () => {
  world = await startWorld([DISTRICT, SPEAKER, LISTENER]);
  const [blue, yellow, green, red] = [
    await browser(looks.blue),
    await browser(looks.yellow),
    await browser(looks.green),
    await browser(looks.red),
  ];
  const viewport = { width: 1366, height: 768 };
  [hall, district, speaker, listener, chair] = [
    await blue.newPage({ viewport }),
    await yellow.newPage({ viewport }),
    await green.newPage({ viewport }),
    await red.newPage({ viewport }),
    await blue.newPage({ viewport }),
  ];
  await openScreen(hall, world, "room", world.sites[world.hall].token);
  await openScreen(district, world, "room", world.sites[DISTRICT].token);
  await openScreen(speaker, world, "room", world.sites[SPEAKER].token);
  await openScreen(listener, world, "room", world.sites[LISTENER].token);
  await openScreen(chair, world, "chair", await world.signIn(world.users.chair));
});

after(async () => {
  await Promise.all(browsers.map((launched) => launched.close()));
  await world?.stop();
});

const energy = (page) => total(page, "inbound-rtp", "audio", "totalAudioEnergy");

/** How much the energy of what a page hears grows in a while, in ms. */
async function heardIn(page, ms) {
  const before = await energy(page);
  await new Promise((resolve) => setTimeout(resolve, ms));
  return (await energy(page)) - before;
}

function hears(page) {
  return eventually("a voice is heard", async () => {
    const heard = await heardIn(page, 300);
    return { good: heard > 0.01, heard };
  });
}

test("rooms see and hear the chair's hall before anybody speaks, until it mutes itself", async () => {
  await shows(listener, PROGRAMME, looks.blue);
  await hears(listener);
  await press(hall, "mute");
  await eventually("the hall is silent", async () => {
    const heard = await heardIn(listener, 300);
    return { good: heard < SILENCE, heard };
  });
});

test("a commune asks, is invited, and is on air at every screen", async () => {
  await register(speaker);
  await chair.waitForSelector(requestOf(world, SPEAKER));
  await press(chair, "invite-next");
  await tally(speaker, "on_air");
  await shows(listener, PROGRAMME, looks.green);
  await shows(district, PROGRAMME, looks.green);
  await shows(hall, PROGRAMME, looks.green);
  await shows(chair, '[data-testid="chair"] .monitor-air video', looks.green);
  await shows(speaker, PROGRAMME, looks.blue); // who speaks sees the chair, never itself
  for (const page of [listener, district, hall]) await hears(page);
  const frames = async () => (await stats(listener, "inbound-rtp", "video")).map((entry) => entry.framesDecoded ?? 0);
  const before = Math.max(...(await frames()));
  await eventually("frames go on being decoded", async () => {
    const decoded = Math.max(...(await frames())) - before;
    return { good: decoded >= 5, decoded };
  });
});

test("slides of the speaker are seen by the other rooms, its picture beside them", async () => {
  const slides = '[data-testid="picture-content"]';
  await speaker.keyboard.press("t");
  for (const page of [listener, district]) {
    await page.waitForSelector(`${slides}[data-live="true"]`);
    await shows(page, PROGRAMME, looks.green);
  }
  const decoded = () => listener.$eval(`${slides} video`, (video) => video.getVideoPlaybackQuality().totalVideoFrames);
  const before = await decoded();
  await eventually("slides go on being decoded", async () => {
    const more = (await decoded()) - before;
    return { good: more >= 3, more };
  });
  await speaker.keyboard.press("t");
  await listener.waitForSelector(slides, { state: "detached" });
});

test("a microphone opened without the floor reaches nobody", async () => {
  const dropped = await world.metric("giaoban_rtp_packets_dropped_total");
  // The client itself would not; this is what a changed client does.
  await listener.evaluate(async () => {
    const { connections } = window;
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const connection = connections.find((each) => each.connectionState === "connected");
    const lines = connection.getTransceivers().filter((each) => each.receiver.track.kind === "audio");
    const sending = lines.find((each) => each.currentDirection === "sendonly");
    await sending.sender.replaceTrack(stream.getAudioTracks()[0]);
    window.forced = { sender: sending.sender, stream };
  });
  await eventually("the server drops its sound", async () => {
    const more = (await world.metric("giaoban_rtp_packets_dropped_total")) - dropped;
    return { good: more > 50, more };
  });
  // The one on air hears nobody else: whatever it hears would be the forced microphone.
  const heard = await heardIn(speaker, 1_000);
  assert.ok(heard < SILENCE, `the speaker hears ${heard}`);
  await listener.evaluate(async () => {
    await window.forced.sender.replaceTrack(null);
    for (const track of window.forced.stream.getTracks()) track.stop();
  });
});

test("a reloaded room is back where it was", async () => {
  await listener.reload();
  await connected(listener, "room");
  await shows(listener, PROGRAMME, looks.green);
  await speaker.reload();
  await connected(speaker, "room");
  await tally(speaker, "on_air");
  await hears(listener);
});

test("who is stopped falls silent within a second", async (t) => {
  await press(chair, "stop", { confirm: true });
  const pressed = Date.now();
  await eventually("the listener hears nothing more", async () => {
    const heard = await heardIn(listener, 100);
    return { good: heard < SILENCE / 10, heard };
  });
  const silent = Date.now() - pressed;
  t.diagnostic(`silent ${silent} ms after the press`);
  assert.ok(silent < 1_000, `silent after ${silent} ms`);
  await speaker.waitForSelector('[data-testid="room"]:not([data-tally="on_air"])');
});

test("the language changes at once and stays", async () => {
  const told = () => listener.textContent('[data-testid="status-line"]');
  const before = await told();
  await listener.keyboard.press("k"); // the room's settings
  await listener.click('[data-testid="language-switch"]');
  await eventually("the words change", async () => {
    const now = await told();
    return { good: now !== before, now };
  });
  const lang = await listener.getAttribute("html", "lang");
  assert.equal(lang, "en");
  await listener.reload();
  await connected(listener, "room");
  assert.equal(await listener.getAttribute("html", "lang"), "en");
});

test("no screen complained", () => {
  for (const page of [hall, district, speaker, listener, chair]) assert.deepEqual(page.errors, []);
});
