import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sound } from "./sound";

let playing: number;
let refuse: boolean;

beforeEach(() => {
  playing = 0;
  refuse = false;
  vi.stubGlobal("MediaStream", class {});
  vi.stubGlobal(
    "Audio",
    class {
      srcObject: unknown = null;
      play = async () => {
        if (refuse) throw Object.assign(new Error(), { name: "NotAllowedError" });
        playing += 1;
      };
      pause = () => (playing -= 1);
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

const tracks = (n: number) => Array<MediaStreamTrack>(n).fill({} as MediaStreamTrack);
const settled = () => new Promise((done) => setTimeout(done));

test("a console is silent until somebody asks to listen, and silent again after", async () => {
  const sound = new Sound();
  sound.play(tracks(3));
  await settled();
  expect(playing).toBe(0);
  sound.setWanted(true);
  expect(playing).toBe(3);
  sound.setWanted(false);
  expect(playing).toBe(0);
});

test("a browser that wants a key press first is reported, and heard after it", async () => {
  refuse = true;
  const sound = new Sound();
  sound.setWanted(true);
  sound.play(tracks(1));
  await settled();
  expect(sound.blocked.value).toBe(true);
  refuse = false;
  await sound.start();
  expect([sound.blocked.value, playing]).toEqual([false, 1]);
});
