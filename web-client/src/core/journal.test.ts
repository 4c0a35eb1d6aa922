import { expect, test } from "vitest";
import type { Change } from "../protocol";
import { BAO_HA, delta, HALL, KIM_SON, request, site, stateAfter } from "../testing/scene";
import { entriesBetween } from "./journal";

function told(before: Change[], after: Change[]): string[] {
  const first = stateAfter(delta(11, ...before));
  const second = stateAfter(delta(11, ...before), delta(12, ...after));
  return entriesBetween(first, second, 0).map((entry) => `${entry.kind} ${entry.site}`);
}
const floor = (...requests: ReturnType<typeof request>[]): Change => ({ object: "floor", value: { rev: 4, open: true, waiting: 0, requests } });

test.each<[string, Change[], Change[], string[]]>([
  ["a site is lost", [], [{ object: "site", value: site(BAO_HA, { state: "lost" }) }], [`lost ${BAO_HA}`]],
  ["a site joins", [{ object: "site", value: site(BAO_HA, { state: "connecting" }) }], [{ object: "site", value: site(BAO_HA) }], [`joined ${BAO_HA}`]],
  ["connected becoming ready is no news", [{ object: "site", value: site(BAO_HA, { state: "connected" }) }], [{ object: "site", value: site(BAO_HA) }], []],
  ["a request", [], [floor(request("r", BAO_HA))], [`asked ${BAO_HA}`]],
  ["the floor passes on", [floor(request("a", BAO_HA, { state: "speaking" }), request("b", KIM_SON))], [floor(request("b", KIM_SON, { state: "granted" }))], [`granted ${KIM_SON}`, `finished ${BAO_HA}`]],
  ["granted becoming speaking is no news", [floor(request("a", BAO_HA, { state: "granted" }))], [floor(request("a", BAO_HA, { state: "speaking" }))], []],
  ["an interrupted speech that goes on is no new invitation", [floor(request("a", BAO_HA, { state: "paused" }))], [floor(request("a", BAO_HA, { state: "speaking" }))], []],
  ["a speaker that was lost and let on is no new invitation", [floor(request("a", BAO_HA, { state: "held" }))], [floor(request("a", BAO_HA, { state: "granted" }))], []],
  ["a request taken back", [floor(request("a", BAO_HA))], [floor()], [`withdrew ${BAO_HA}`]],
  ["the chair's hall speaks unasked", [], [floor(request("a", HALL, { state: "granted" }))], [`granted ${HALL}`]],
])("%s", (_, before, after, entries) => expect(told(before, after)).toEqual(entries));

test("the first snapshot tells nothing", () => {
  expect(entriesBetween(null, stateAfter(), 0)).toEqual([]);
});
