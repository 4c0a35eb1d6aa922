import { expect, test } from "vitest";
import { grade, LIMITS, measure } from "./quality";

const report = (at: number, received: number, lost: number, bytes: number, fractionLost = 0, roundTrip = 0.02) =>
  [
    { type: "inbound-rtp", timestamp: at, packetsReceived: received, packetsLost: lost, bytesReceived: bytes, jitter: 0.004 },
    { type: "outbound-rtp", timestamp: at, bytesSent: bytes / 2 },
    { type: "remote-inbound-rtp", timestamp: at, fractionLost },
    { type: "candidate-pair", timestamp: at, nominated: true, currentRoundTripTime: roundTrip },
  ] as unknown as RTCStats[];

test("figures are those of the last second, not of the whole connection", () => {
  const first = measure(report(1_000, 1_000, 500, 100_000), null);
  const { quality } = measure(report(2_000, 1_095, 505, 225_000), first.totals);
  expect(quality).toMatchObject({ lossDown: 5, kbpsDown: 1_000, kbpsUp: 500, jitterMs: 4, roundTripMs: 20 });
});

test("a repaired loss counts as none", () => {
  const first = measure(report(1_000, 1_000, 10, 0), null);
  expect(measure(report(2_000, 1_100, 8, 0), first.totals).quality.lossDown).toBe(0);
});

test.each([
  [0, 0.02, "good"],
  [0.02, 0.02, "weak"],
  [0.04, 0.02, "bad"],
  [0, 0.2, "weak"],
  [0, 0.31, "bad"],
])("loss up %f and round trip %f s is %s", (loss, roundTrip, expected) => {
  expect(measure(report(1_000, 1, 0, 0, loss, roundTrip), null).quality.grade).toBe(expected);
});

test("a limit itself is still the better grade", () => {
  expect(grade(1, LIMITS.loss)).toBe("good");
  expect(grade(3, LIMITS.loss)).toBe("weak");
});
