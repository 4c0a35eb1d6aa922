import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClientMessage } from "../../protocol";
import { Watch } from "./watch";

let resize: () => void = () => undefined;
let sent: ClientMessage[];

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  vi.stubGlobal("window", { devicePixelRatio: 1.5 });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(tell: () => void) {
        resize = tell;
      }
      observe() {}
      unobserve() {}
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const element = (clientHeight: number) => ({ clientHeight }) as HTMLElement;
const settle = () => vi.advanceTimersByTimeAsync(200);
const heights = () => {
  const message = sent.at(-1);
  return message?.type === "watch" ? Object.fromEntries(message.slots.map(({ slot, height }) => [slot, height])) : null;
};

test("wanted heights are device pixels; what is not drawn is zero", async () => {
  const watch = new Watch((message) => sent.push(message), 1);
  watch.draw("programme", element(481));
  watch.draw("thumbnail-0", element(90), "bao-ha");
  await settle();
  expect(heights()).toEqual({ programme: 728, chair: 0, content: 0, "thumbnail-0": 136 });
  expect(sent.at(-1)).toMatchObject({ slots: [{}, {}, {}, { site: "bao-ha" }] });
});

test("a slot drawn twice wants the taller picture, and nothing once it is gone", async () => {
  const watch = new Watch((message) => sent.push(message), 0);
  const stopLarge = watch.draw("programme", element(480));
  const stopSmall = watch.draw("programme", element(96));
  await settle();
  expect(heights()?.programme).toBe(720);
  stopLarge();
  await settle();
  expect(heights()?.programme).toBe(144);
  stopSmall();
  await settle();
  expect(heights()?.programme).toBe(0);
});

test("a burst of resizes is one message, and an unchanged wish none", async () => {
  const watch = new Watch((message) => sent.push(message), 0);
  const view = { clientHeight: 100 };
  watch.draw("chair", view as HTMLElement);
  for (view.clientHeight = 100; view.clientHeight < 300; view.clientHeight += 10) resize();
  await settle();
  expect(sent.length).toBe(1);
  resize();
  await settle();
  expect(sent.length).toBe(1);
  watch.sendAgain();
  await settle();
  expect(sent.length).toBe(2);
});
