import { expect, test } from "vitest";
import type { Culprit, SiteLink } from "../protocol";
import { BAO_HA, HALL, KIM_SON, site, T0 } from "../testing/scene";
import { nextAlarms, type Alarm } from "./desk";
import { bestLayer, rowsOf, worstFirst } from "./health";

const flow = { kbps: 0, loss_percent: 0, jitter_ms: 0 };
const leg = { audio: flow, video: flow, content: flow };
function link(at: string, change: Partial<SiteLink> = {}): SiteLink {
  return { site: at, peer: `peer-${at}`, kind: "device", remote: "", path: "udp", round_trip_ms: 9, up: leg, down: leg, layers: [], available_kbps: null, queue_ms: 0, pictures: [], culprit: null, ...change };
}
const culprit = (level: string, since = T0): Culprit => ({ direction: "up", measure: "loss", level, since });
const linked = (...links: SiteLink[]) => new Map(links.map((l) => [l.peer, l]));

test("worst first: lost, red, amber, healthy, absent", () => {
  const sites = [site(HALL), site("absent", { state: "absent" }), site("amber"), site(BAO_HA), site(KIM_SON, { state: "lost" })];
  const rows = rowsOf(sites, linked(link(HALL), link("amber", { culprit: culprit("amber") }), link(BAO_HA, { culprit: culprit("red") })));
  expect(worstFirst(rows).map((row) => row.site.id)).toEqual([KIM_SON, BAO_HA, "amber", HALL, "absent"]);
});

test("a console of the site's people is not the site's link", () => {
  const rows = rowsOf([site(BAO_HA)], linked(link(BAO_HA, { kind: "console", culprit: culprit("red") })));
  expect(rows[0]).toMatchObject({ link: undefined, grade: "good" });
});

test("figures of a lost site are not shown as if they were new", () => {
  expect(rowsOf([site(BAO_HA, { state: "lost" })], linked(link(BAO_HA)))[0]!.link).toBeUndefined();
});

test("the largest camera layer counts, slides do not", () => {
  const layer = (kind: string, height: number) => ({ kind, rid: "", width: 0, height, fps: 0, kbps: 0 });
  expect(bestLayer(link(HALL, { layers: [layer("video", 180), layer("video", 720), layer("content", 1080)] }))?.height).toBe(720);
});

test("an alarm opens once, closes when the trouble is over, and stays until it was seen", () => {
  const bad = rowsOf([site(BAO_HA)], linked(link(BAO_HA, { culprit: culprit("red") })));
  const good = rowsOf([site(BAO_HA)], linked(link(BAO_HA)));
  const opened = nextAlarms([], bad);
  expect(opened.map((alarm: Alarm) => alarm.open)).toEqual([true]);
  expect(nextAlarms(opened, bad)).toEqual(opened);
  const over = nextAlarms(opened, good);
  expect(over.map((alarm) => alarm.open)).toEqual([false]);
  const again = nextAlarms(over, rowsOf([site(BAO_HA)], linked(link(BAO_HA, { culprit: culprit("red", T0 + 1) }))));
  expect(again.map((alarm) => alarm.open)).toEqual([true, false]);
});

test("amber is a colour, not an alarm", () => {
  expect(nextAlarms([], rowsOf([site(BAO_HA)], linked(link(BAO_HA, { culprit: culprit("amber") }))))).toEqual([]);
});
