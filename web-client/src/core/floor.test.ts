import { expect, test } from "vitest";
import type { FloorView } from "../protocol";
import { BAO_HA, HALL, KIM_SON, request, stateAfter, T0 } from "../testing/scene";
import { mayBeHeard, queue, remaining, requestOf, speakers, upNext, urgency } from "./floor";

const floor = (...requests: FloorView["requests"]): FloorView => ({ rev: 1, open: true, waiting: 0, requests });

test("called first, then the queue in order, then the pending", () => {
  const f = floor(
    request("speaking", HALL, { state: "speaking" }),
    request("pending", "a", { state: "pending" }),
    request("second", "b"),
    request("third", "c"),
    request("next", "d", { state: "next" }),
  );
  expect(queue(f).map((r) => r.id)).toEqual(["next", "second", "third", "pending"]);
  expect(speakers(f).map((r) => r.id)).toEqual(["speaking"]);
});

test("a site that is offline is passed over by the one key", () => {
  expect(upNext(floor(request("a", BAO_HA, { offline: true }), request("b", KIM_SON)))?.id).toBe("b");
  expect(upNext(floor())).toBeUndefined();
});

test("a request that is over no longer belongs to its site", () => {
  expect(requestOf(floor(request("a", BAO_HA, { state: "done" })), BAO_HA)).toBeUndefined();
});

test.each([
  ["not begun", {}, 0, 300_000],
  ["running", { running_since: T0 }, 60_000, 240_000],
  ["paused with a minute used", { spoken_ms: 60_000 }, 999_000, 240_000],
  ["overtime", { running_since: T0, spoken_ms: 290_000 }, 15_000, -5_000],
])("time left: %s", (_, change, elapsed, left) => {
  expect(remaining(request("r", BAO_HA, change), T0 + elapsed)).toBe(left);
});

test.each([
  [61_000, "calm"],
  [60_000, "soon"],
  [10_000, "over"],
  [-1, "over"],
] as const)("%i ms left looks %s", (left, look) => expect(urgency(left)).toBe(look));

test.each([
  ["the chair's hall", HALL, [], [], true],
  ["a site without floor", BAO_HA, [], [], false],
  ["a queued site", BAO_HA, [request("r", BAO_HA)], [], false],
  ["a called site", BAO_HA, [request("r", BAO_HA, { state: "next" })], [], false],
  ["a site with the floor", BAO_HA, [request("r", BAO_HA, { state: "granted" })], [], true],
  ["a speaker", BAO_HA, [request("r", BAO_HA, { state: "speaking" })], [], true],
  ["a speaker back after a loss", BAO_HA, [request("r", BAO_HA, { state: "granted", resume: true })], [], false],
  ["a speaker that is held", BAO_HA, [request("r", BAO_HA, { state: "held" })], [], false],
  ["an interjection", BAO_HA, [], [BAO_HA], true],
  ["another's floor", KIM_SON, [request("r", BAO_HA, { state: "speaking" })], [BAO_HA], false],
  ["a console", null, [], [], false],
])("microphone of %s", (_, site, requests, audible, heard) => {
  expect(mayBeHeard(site, floor(...requests), stateAfter().seat, audible)).toBe(heard);
});
