// What do a browser's camera and microphone see and hear? Files made when a spec needs them: a picture of one
// colour in which a bar moves, and a voice of one pitch. Chromium plays them in a loop.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** Colours far apart from each other in every channel order, and a pitch for each. */
export const looks = {
  blue: { rgb: [30, 60, 220], hz: 330 },
  red: { rgb: [215, 35, 35], hz: 440 },
  green: { rgb: [25, 160, 60], hz: 550 },
  yellow: { rgb: [225, 200, 30], hz: 660 },
};

/** Writes camera and microphone files; `remove` deletes them. */
export function capture(look, { width = 320, height = 180, fps = 10 } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "giaoban-capture-"));
  const video = path.join(folder, "camera.y4m");
  const audio = path.join(folder, "microphone.wav");
  writeFileSync(video, y4m(look.rgb, width, height, fps));
  writeFileSync(audio, wav(look.hz));
  return { video, audio, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One second of picture, uncompressed 4:2:0. The bar wanders once through, so the loop has no seam. */
function y4m([red, green, blue], width, height, fps) {
  const header = Buffer.from(`YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`);
  const frames = [];
  for (let index = 0; index < fps; index++) {
    frames.push(Buffer.from("FRAME\n"), frame([red, green, blue], width, height, index / fps));
  }
  return Buffer.concat([header, ...frames]);
}

function frame([red, green, blue], width, height, phase) {
  // BT.601, limited range, as Chromium reads y4m.
  const y = 16 + (65.7 * red + 129.1 * green + 25.1 * blue) / 256;
  const u = 128 + (-37.9 * red - 74.5 * green + 112.4 * blue) / 256;
  const v = 128 + (112.4 * red - 94.2 * green - 18.3 * blue) / 256;
  const half = (width / 2) * (height / 2);
  const luma = Buffer.alloc(width * height, Math.round(y));
  const bar = Math.round(phase * width);
  for (let row = Math.round(height * 0.8); row < height; row++) {
    luma.fill(235, row * width + bar, row * width + Math.min(width, bar + width / 10));
  }
  return Buffer.concat([luma, Buffer.alloc(half, Math.round(u)), Buffer.alloc(half, Math.round(v))]);
}

/**
 * One second like four syllables of a voice, 48 kHz mono, 16 bits: browsers take a steady tone for noise and remove
 * it. A whole number of periods, so the loop has no click.
 */
function wav(hz) {
  const rate = 48_000;
  const data = Buffer.alloc(rate * 2);
  for (let index = 0; index < rate; index++) {
    const time = index / rate;
    const syllable = Math.sin(Math.PI * 4 * time) ** 4;
    let voice = 0;
    for (let harmonic = 1; harmonic <= 6; harmonic++) voice += Math.sin(2 * Math.PI * hz * harmonic * time) / harmonic;
    data.writeInt16LE(Math.round(11_000 * syllable * voice), index * 2);
  }
  const header = Buffer.alloc(44);
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}
