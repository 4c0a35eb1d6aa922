import { effect } from "@preact/signals-core";
import { expect, test, vi } from "vitest";
import { Devices, problemOf } from "./devices";

test.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "missing"],
  ["OverconstrainedError", "missing"],
  ["NotReadableError", "in_use"],
  ["SomethingNew", "failed"],
])("%s is told as %s", (name, problem) => expect(problemOf({ name })).toBe(problem));

test("a microphone that may be heard at once is not muted after it was opened", async () => {
  const track = { kind: "audio", enabled: true, stop: () => {} } as unknown as MediaStreamTrack;
  const camera = { kind: "video", stop: () => {} } as unknown as MediaStreamTrack;
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: async () => ({ getAudioTracks: () => [track], getVideoTracks: () => [camera] }),
      enumerateDevices: async () => [],
    },
  });
  const devices = new Devices();
  const heard: boolean[] = [];
  effect(() => {
    const opened = devices.microphone.value;
    if (!opened) return;
    heard.push(opened.enabled);
    opened.enabled = true; // the room has the floor
  });
  await devices.open();
  expect(heard).toEqual([false]);
  expect(track.enabled).toBe(true);
  vi.unstubAllGlobals();
});
