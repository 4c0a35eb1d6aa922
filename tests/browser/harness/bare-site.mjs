// How does a page without the product's client take part? It offers a room device's fixed m-lines with a
// coloured picture and a tone of its own, and shows what it receives.
import { randomUUID } from "node:crypto";
import { noteFrames } from "../lib/frames.mjs";

export class BareSite {
  constructor(name, hue, size) {
    Object.assign(this, { name, hue, size, id: randomUUID(), peer: randomUUID() });
  }

  /** Joins `room` on a media node. */
  async join(browser, node, room) {
    this.context = await browser.newContext();
    this.page = await this.context.newPage();
    await noteFrames(this.page);
    this.faults = [];
    this.page.on("pageerror", (error) => this.faults.push(String(error)));
    this.page.on("console", (message) => message.type() === "error" && this.faults.push(message.text()));
    await this.page.goto(`${node.origin}/${this.name}`);
    const offer = await this.page.evaluate(offerOfDevice, { hue: this.hue, size: this.size });
    const wish = { id: this.peer, room, site: this.id, kind: "device", offer, listen: true, slots: [] };
    node.put({ document: "peer", ...wish });
    const answered = await node.report(({ type, peer }) => peer === this.peer && (type === "answered" || type === "refused"));
    if (answered.type === "refused") throw new Error(`${answered.code}: ${answered.detail}`);
    await this.page.evaluate((sdp) => window.connection.setRemoteDescription({ type: "answer", sdp }), answered.sdp);
    await node.report(({ type, peer }) => type === "connected" && peer === this.peer);
  }

  /** Resolves when the slot shows this hue; rejects after ten seconds. */
  sees(slot, hue) {
    return this.page.waitForFunction(isShowing, { slot, hue }, { timeout: 10_000, polling: 50 });
  }

  /** getStats of what is received, by slot name. */
  received() {
    return this.page.evaluate(receivedStats);
  }
}

/** Runs in the page. m-line order is the protocol's: microphone, camera, content, pictures, sounds. */
async function offerOfDevice({ hue, size }) {
  const canvas = Object.assign(document.createElement("canvas"), size);
  const brush = canvas.getContext("2d");
  let step = 0;
  setInterval(() => {
    brush.fillStyle = `hsl(${hue} 90% 50%)`;
    brush.fillRect(0, 0, size.width, size.height);
    brush.fillStyle = "white";
    brush.fillRect((step += 5) % size.width, 0, 20, 20);
  }, 66);
  const audio = new AudioContext();
  const tone = new OscillatorNode(audio, { frequency: 300 + hue });
  const speaker = new MediaStreamAudioDestinationNode(audio);
  tone.connect(speaker);
  tone.start();
  const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  connection.addTransceiver(speaker.stream.getAudioTracks()[0], { direction: "sendonly" });
  connection.addTransceiver(canvas.captureStream(15).getVideoTracks()[0], {
    direction: "sendonly",
    sendEncodings: [
      { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
      { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
      { rid: "f", maxBitrate: 1_500_000 },
    ],
  });
  connection.addTransceiver("video", { direction: "sendonly" });
  const show = (kind, slot) => {
    const { track } = connection.addTransceiver(kind, { direction: "recvonly" }).receiver;
    const element = Object.assign(document.createElement(kind), { autoplay: true, muted: kind === "video" });
    element.dataset.slot = slot;
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
    return [track.id, slot];
  };
  const slots = ["programme", "chair", "content"].map((slot) => show("video", slot));
  slots.push(...["audio-0", "audio-1", "audio-2"].map((slot) => show("audio", slot)));
  Object.assign(window, { connection, slots: new Map(slots) });
  await connection.setLocalDescription();
  return connection.localDescription.sdp;
}

/** Runs in the page. */
function isShowing({ slot, hue }) {
  const video = document.querySelector(`video[data-slot="${slot}"]`);
  if (!video.videoWidth) return false;
  const canvas = new OffscreenCanvas(1, 1);
  const brush = canvas.getContext("2d");
  brush.drawImage(video, 0, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
  const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
  const strongest = Math.max(red, green, blue);
  const shown = strongest === red ? 0 : strongest === green ? 120 : 240;
  return shown === hue && strongest > 100;
}

/** Runs in the page. */
async function receivedStats() {
  const received = {};
  for (const entry of (await window.connection.getStats()).values()) {
    if (entry.type === "inbound-rtp") received[window.slots.get(entry.trackIdentifier)] = entry;
  }
  return received;
}
