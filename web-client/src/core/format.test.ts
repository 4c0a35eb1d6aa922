import { expect, test } from "vitest";
import { clockTime, date, fromInput, percent, since, span, startOfDay, toInput } from "./format";

const MOMENT = Date.UTC(2026, 10, 23, 17, 4, 9); // 00:04:09 on the 24th in UTC+7

test("clocks and dates are UTC+7 whatever the PC says", () => {
  expect(clockTime(MOMENT)).toBe("00:04:09");
  expect(date(MOMENT)).toBe("24/11/2026");
  expect(startOfDay(MOMENT)).toBe(Date.UTC(2026, 10, 23, 17));
});

test("form fields read and write the same moment", () => {
  expect(toInput(MOMENT)).toBe("2026-11-24T00:04");
  expect(fromInput("2026-11-24T00:04")).toBe(MOMENT - 9_000);
  expect(fromInput("")).toBeNaN();
});

test.each([
  [252_000, "4:12"],
  [251_001, "4:12"],
  [0, "0:00"],
  [-5_900, "+0:05"],
  [3_600_000, "1:00:00"],
])("%i ms is written %s", (ms, text) => expect(span(ms)).toBe(text));

test("time since never runs backwards", () => {
  expect(since(10_000, 9_000)).toBe("0:00");
  expect(since(0, 61_900)).toBe("1:01");
});

test.each([
  [0, "0"],
  [0.04, "0"],
  [4.96, "5.0"],
  [12.4, "12"],
])("%f percent is written %s", (value, text) => expect(percent(value)).toBe(text));
