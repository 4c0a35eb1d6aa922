import { expect, test } from "vitest";
import { ServerClock } from "./clock";

test("the sample with the shortest round trip is believed", () => {
  let local = 1_000;
  const clock = new ServerClock(() => local);
  local = 1_400;
  clock.sample(1_000, 11_300); // 400 ms round trip: offset 10,100
  local = 2_020;
  clock.sample(2_000, 12_010); // 20 ms round trip: offset 10,000
  local = 3_600;
  clock.sample(3_000, 13_500); // 600 ms round trip: offset 10,200
  expect(clock.now()).toBe(13_600);
  expect(clock.roundTrip.value).toBe(600);
});

test("welcome is only a first guess", () => {
  const clock = new ServerClock(() => 0);
  clock.guess(5_000);
  expect(clock.now()).toBe(5_000);
  clock.sample(0, 7_000);
  clock.guess(9_000);
  expect(clock.now()).toBe(7_000);
});
