import { expect, test } from "vitest";
import type { MessageView, OfferView } from "../protocol";
import { BAO_HA, HALL, KIM_SON, stateAfter, T0, vote } from "../testing/scene";
import { ballotOf, called, offerTo, unread, voteShown, writing } from "./council";

const over = (id: string, at: number) => vote(id, { closed_at: at });
const NONE: ReadonlySet<string> = new Set();

test("the open vote is on screen, whatever was decided before it", () => {
  expect(voteShown([], T0, NONE)).toBeUndefined();
  expect(voteShown([over("a", T0), vote("b")], T0 + 1_000, NONE)?.id).toBe("b");
  expect(voteShown([vote("b")], T0 + 1_000, new Set(["b"]))?.id).toBe("b");
});

test("a result stays for a minute, unless it is put aside", () => {
  const votes = [over("a", T0 - 90_000), over("b", T0)];
  expect(voteShown(votes, T0 + 59_000, NONE)?.id).toBe("b");
  expect(voteShown(votes, T0 + 60_000, NONE)).toBeUndefined();
  expect(voteShown(votes, T0 + 1_000, new Set(["b"]))).toBeUndefined();
});

test("a site has its own ballot, and none where delegates vote", () => {
  expect(ballotOf(vote("a"), BAO_HA)?.name).toBe("Xã Bảo Hà");
  expect(ballotOf(vote("a"), KIM_SON)).toBeUndefined();
  const delegates = vote("a", { ballots: [{ voter: { kind: "user", id: BAO_HA }, name: "Đại biểu", cast: false, choice: null, text: "" }] });
  expect(ballotOf(delegates, BAO_HA)).toBeUndefined();
  expect(ballotOf(undefined, BAO_HA)).toBeUndefined();
});

test("what nobody has read comes oldest first, and only this site's", () => {
  const message = (id: string, site: string, read_at: number | null): MessageView => ({ id, site, text: "", at: T0, read_at });
  const messages = [message("1", BAO_HA, T0), message("2", BAO_HA, null), message("3", KIM_SON, null), message("4", BAO_HA, null)];
  expect(unread(messages, BAO_HA).map(({ id }) => id)).toEqual(["2", "4"]);
  expect(unread(messages, null)).toEqual([]);
});

test("the last invitation to write counts", () => {
  const offer = (request: string, site: string): OfferView => ({ request, site, item: null, speaker: "", post: "" });
  expect(offerTo([offer("a", BAO_HA), offer("b", BAO_HA), offer("c", KIM_SON)], BAO_HA)?.request).toBe("b");
  expect(offerTo([offer("c", KIM_SON)], BAO_HA)).toBeUndefined();
});

test("opinions are taken while the briefing runs, and after it until the hour that was said", () => {
  const conclusion = (opinions_until: number | null) => ({ text: "", resolutions: [], opinion_hours: 24, opinions_until });
  expect(writing("lobby", conclusion(null), T0)).toBe("not_yet");
  expect(writing("live", conclusion(null), T0)).toBe("open");
  expect(writing("break", conclusion(null), T0)).toBe("open");
  expect(writing("closed", conclusion(T0 + 1), T0)).toBe("open");
  expect(writing("closed", conclusion(T0), T0)).toBe("over");
  expect(writing("archived", conclusion(T0 + 1), T0)).toBe("over");
});

test("who is called in the roll: this room, the one before it, or another", () => {
  const idle = stateAfter().roll_call;
  expect(called(idle, BAO_HA)).toBeNull();
  const calling = { ...idle, state: "calling" as const, site: BAO_HA, until: T0, position: 1, of: 2, after: KIM_SON };
  expect(called(calling, BAO_HA)).toEqual({ site: BAO_HA, whose: "own", paused: false });
  expect(called(calling, KIM_SON)?.whose).toBe("next");
  expect(called(calling, HALL)?.whose).toBe("other");
  expect(called({ ...calling, state: "paused", until: null }, BAO_HA)?.paused).toBe(true);
  expect(called({ ...calling, state: "ended" }, BAO_HA)).toBeNull();
});
