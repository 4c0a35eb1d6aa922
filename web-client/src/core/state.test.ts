import { expect, test } from "vitest";
import { BAO_HA, delta, HALL, KIM_SON, request, site, stateAfter, T0, welcome } from "../testing/scene";
import { reduce } from "./state";

test("welcome brings everything, sites in tree order", () => {
  expect([...stateAfter().sites.keys()]).toEqual([HALL, BAO_HA, KIM_SON]);
});

test("a delta replaces one object whole and leaves the others untouched", () => {
  const before = stateAfter();
  const after = reduce(before, delta(11, { object: "floor", value: { rev: 4, open: false, waiting: 1, requests: [request("r", BAO_HA)] } }))!;
  expect(after.floor.requests.map((r) => r.id)).toEqual(["r"]);
  expect(after.sites).toBe(before.sites);
  expect(after.rev).toBe(11);
});

test("a delta older than the snapshot changes nothing", () => {
  const before = stateAfter();
  expect(reduce(before, delta(9, { object: "site", value: site(BAO_HA, { state: "lost" }) }))).toBe(before);
});

test("a new site takes its place in the tree, a removed one goes", () => {
  const added = stateAfter(delta(11, { object: "site", value: { ...site(BAO_HA), id: "new", order: 1, code: "AAA" } }));
  expect([...added.sites.keys()]).toEqual([HALL, "new", BAO_HA, KIM_SON]);
  expect([...stateAfter(delta(11, { object: "site_removed", value: BAO_HA })).sites.keys()]).toEqual([HALL, KIM_SON]);
});

test("nothing is known before welcome", () => {
  expect(reduce(null, delta(1))).toBeNull();
});

test("notices are numbered, survive a new welcome, and the oldest go", () => {
  const many = Array.from({ length: 60 }, (_, i) => delta(11 + i, { object: "notice", value: { code: "declined", site: null, text: null } }));
  const state = reduce(stateAfter(...many), welcome())!;
  expect(state.notices.length).toBe(50);
  expect(state.notices.at(-1)).toMatchObject({ serial: 60, at: T0 });
});

test("links are kept by connection", () => {
  const link = { site: BAO_HA, kind: "device", remote: "", path: "udp", round_trip_ms: 1, up: flows(), down: flows(), layers: [], available_kbps: null, queue_ms: 0, pictures: [], culprit: null };
  const state = stateAfter({ type: "links", at: T0, links: [{ ...link, peer: "a" }] }, { type: "links", at: T0, links: [{ ...link, peer: "b" }] });
  expect([...state.links.keys()]).toEqual(["a", "b"]);
});

test("a vote changes in its place, a new one comes last", () => {
  const vote = (id: string, question: string) =>
    delta(11, { object: "vote", value: { id, question, item: null, named: true, quorum: "half", opened_at: T0, closed_at: null, void: false, counts: null, ballots: [] } });
  const state = stateAfter(vote("a", "A?"), vote("b", "B?"), vote("a", "A!"));
  expect(state.votes.map(({ question }) => question)).toEqual(["A!", "B?"]);
});

const flows = () => {
  const flow = { kbps: 0, loss_percent: 0, jitter_ms: 0 };
  return { audio: flow, video: flow, content: flow };
};
