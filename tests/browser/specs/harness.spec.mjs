// The harness itself: a browser's camera shows its colour and its microphone sounds, through a call to itself.

import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { launchChromium, launchFirefox } from "../lib/browsers.mjs";
import { colour, eventually, isLook, shows, total } from "../lib/probe.mjs";
import { looks } from "../lib/capture.mjs";

/** An empty page on localhost, where browsers give camera access. */
async function emptyPage(t) {
  const server = http.createServer((_, response) => response.end("<!doctype html><title>empty</title>"));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}/`;
}

async function callItself() {
  const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
  caller.onicecandidate = ({ candidate }) => callee.addIceCandidate(candidate);
  callee.onicecandidate = ({ candidate }) => caller.addIceCandidate(candidate);
  callee.ontrack = ({ track, streams }) => {
    if (track.kind !== "video") return;
    const element = document.createElement("video");
    element.id = "received";
    element.autoplay = true; // with sound: what is muted is not decoded
    element.srcObject = streams[0];
    document.body.append(element);
  };
  const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
  for (const track of stream.getTracks()) caller.addTrack(track, stream);
  await caller.setLocalDescription();
  await callee.setRemoteDescription(caller.localDescription);
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription);
}

test("Chromium shows the colour and plays the tone of its files", { timeout: 60_000 }, async (t) => {
  const chromium = await launchChromium({ look: looks.green });
  t.after(() => chromium.close());
  const page = await chromium.newPage();
  await page.goto(await emptyPage(t));
  await page.evaluate(callItself);
  await shows(page, "#received", looks.green);
  assert.ok(!isLook(await colour(page, "#received"), looks.red));
  await eventually("sound arrives", async () => {
    const energy = await total(page, "inbound-rtp", "audio", "totalAudioEnergy");
    return { good: energy > 0.001, energy };
  });
});

test("Firefox publishes and receives its own fake picture", { timeout: 60_000 }, async (t) => {
  const firefox = await launchFirefox();
  t.after(() => firefox.close());
  const page = await firefox.newPage();
  await page.goto(await emptyPage(t));
  await page.evaluate(callItself);
  await eventually("frames are decoded", async () => {
    const frames = await total(page, "inbound-rtp", "video", "framesDecoded");
    return { good: frames > 5, frames };
  });
});
