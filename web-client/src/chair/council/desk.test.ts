// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { signal } from "@preact/signals-core";
import { Actions } from "../../core/actions";
import type { Outcome } from "../../core/link";
import { sent } from "../../core/sent";
import { Store } from "../../core/store";
import type { Command, RollCallView, SessionView, VoteView } from "../../protocol";
import { briefingOf } from "../../testing/desk";
import { BAO_HA, delta, HALL, KIM_SON, site, T0, vote, welcome } from "../../testing/scene";
import { Console } from "../console";
import { councilActions } from "./actions";
import { CouncilDesk, peopleIn } from "./desk";

const SECOND = 1_000;
let store: Store;
let commands: Command[];
let answer: Outcome;
let now: number;
let rev: number;
let desk: CouncilDesk;
let actions: Actions;

beforeEach(() => {
  store = new Store();
  commands = [];
  answer = { ok: true, rev: 1 };
  now = T0;
  rev = 20;
  const briefing = briefingOf(store, commands, { now: () => now, command: async (command) => (commands.push(command), answer) });
  store.apply(welcome({ me: { name: "Thư ký", user: "secretary", site: null, may: ["watch", "moderate", "roll_call", "run_vote", "keep_order", "address", "conclude", "run_session"] } }));
  desk = new CouncilDesk(new Console(briefing));
  actions = new Actions(councilActions(desk));
});

const settled = () => new Promise((resolve) => setTimeout(resolve));

async function press(page: "roll" | "vote" | "order", id: string): Promise<void> {
  desk.console.council.value = page;
  actions.perform(actions.byId(id));
  await settled();
}

/** The tour calls a site for eight seconds from `at` on. */
function calls(called: string, at: number): void {
  const roll: RollCallView = { rev, state: "calling", site: called, until: at + 8 * SECOND, seconds: 8, position: 1, of: 2, before: null, after: KIM_SON };
  store.apply(delta(rev++, { object: "roll_call", value: roll }));
}

const opens = (value: VoteView) => store.apply(delta(rev++, { object: "vote", value }));

test("a mark is for the site that was called when its key was pressed, once", async () => {
  calls(BAO_HA, T0);
  now = T0 + 3 * SECOND;
  await press("roll", "mark-present");
  await press("roll", "mark-present");
  expect(commands).toEqual([{ do: "mark_roll_call", site: BAO_HA, mark: "present", people: null }]);
  now = T0 + 3.2 * SECOND;
  calls(KIM_SON, now);
  now += 0.3 * SECOND;
  await press("roll", "mark-present");
  expect(commands.at(-1)).toMatchObject({ site: KIM_SON });
});

test("a key pressed just as the tour went on by itself marks nobody, and says so", async () => {
  calls(BAO_HA, T0);
  calls(KIM_SON, T0 + 8 * SECOND);
  now = T0 + 8.5 * SECOND;
  await press("roll", "mark-absent");
  expect(commands).toEqual([]);
  expect(actions.refused.value?.text).toContain("Kim Sơn");
  now = T0 + 9 * SECOND;
  await press("roll", "mark-absent");
  expect(commands).toEqual([{ do: "mark_roll_call", site: KIM_SON, mark: "absent", people: null }]);
});

test("a head count is for the site it was typed for, is checked, and outlives a refusal", async () => {
  calls(BAO_HA, T0);
  now = T0 + 2 * SECOND;
  desk.people.value = { site: BAO_HA, text: "35" };
  answer = { ok: false, refusal: null };
  await press("roll", "mark-present");
  expect(commands).toEqual([{ do: "mark_roll_call", site: BAO_HA, mark: "present", people: 35 }]);
  expect(desk.count.value).toBe("35");
  calls(KIM_SON, now);
  expect(desk.count.value).toBe("");
  desk.people.value = { site: KIM_SON, text: "1.5" };
  expect(actions.byId("mark-present").ready!()).toBe("roll.badCount");
  store.apply(delta(rev++, { object: "site", value: site(KIM_SON, { people: 12 }) }));
  desk.people.value = { site: "", text: "" };
  expect(desk.count.value).toBe("12");
  expect([peopleIn(""), peopleIn("0"), peopleIn("10000"), peopleIn("10001"), peopleIn("-1")]).toEqual([null, 0, 10_000, undefined, undefined]);
});

const session = (change: Partial<SessionView>) => store.apply(delta(rev++, { object: "session", value: { ...store.session.value, ...change } }));
const ready = (...ids: string[]) => ids.map((id) => actions.byId(id).ready!());

test("in an open session who does not give the floor marks, and says why it does not call", () => {
  store.apply(delta(rev++, { object: "me", value: { ...store.me.value, may: ["watch", "roll_call"] } }));
  session({ mode: { kind: "roll_call" } });
  calls(BAO_HA, T0);
  expect(ready("roll-pause", "roll-next", "roll-end")).toEqual(["roll.onlyMarks", "roll.onlyMarks", "roll.onlyMarks"]);
  expect(ready("mark-present")).toEqual([true]);
  session({ state: "lobby" });
  expect(ready("roll-pause", "roll-next", "roll-end")).toEqual([true, true, true]);
});

test("an open session is called in its own mode and not over silence", async () => {
  expect(ready("roll-start")).toEqual(["roll.needsMode"]);
  await press("roll", "roll-mode");
  expect(commands).toEqual([{ do: "set_mode", mode: { kind: "roll_call" } }]);
  session({ mode: { kind: "roll_call" } });
  expect(ready("roll-start")).toEqual([true]);
  expect(actions.byId("roll-mode").may()).toBe(false);
  store.apply(delta(rev++, { object: "order", value: { ...store.order.value, silenced: true } }));
  expect(ready("roll-start")).toEqual(["roll.silenced"]);
});

test("a roll of which everybody is marked says how it is called again", () => {
  session({ state: "lobby" });
  store.apply(delta(rev++, ...[KIM_SON, BAO_HA].map((id) => ({ object: "site" as const, value: site(id, { roll_call: "present" }) }))));
  expect(actions.byId("roll-start").ready!()).toBe("roll.allMarked");
  desk.again.value = true;
  expect(actions.byId("roll-start").ready!()).toBe(true);
});

test("whose ballot is entered is forgotten with its vote", async () => {
  opens(vote("first"));
  desk.ballotDraft.value = { vote: "first", voter: JSON.stringify({ kind: "site", id: BAO_HA }), words: "" };
  await press("vote", "ballot-for");
  expect(commands).toEqual([{ do: "cast_vote", vote: "first", voter: { kind: "site", id: BAO_HA }, choice: "for", text: "" }]);
  expect(desk.ballot.value.voter).toBe("");
  desk.ballotDraft.value = { vote: "first", voter: JSON.stringify({ kind: "site", id: HALL }), words: "x" };
  opens(vote("first", { closed_at: T0 }));
  opens(vote("second"));
  expect(actions.byId("ballot-for").ready!()).toBe("vote.chooseVoter");
});

test("the vote that was asked about is closed, whichever is open by the answer", async () => {
  opens(vote("first"));
  await press("vote", "vote-close");
  opens(vote("first", { closed_at: T0 }));
  opens(vote("second"));
  actions.answer(true);
  await settled();
  expect(commands).toEqual([{ do: "close_vote", vote: "first" }]);
});

test("a draft is forgotten when it is sent, not when it is refused or written on", async () => {
  const draft = signal<string | null>("a");
  await sent(draft, null, Promise.resolve({ ok: false, refusal: null }));
  expect(draft.value).toBe("a");
  const sending = sent(draft, null, Promise.resolve({ ok: true, rev: 1 }));
  draft.value = "ab";
  await sending;
  expect(draft.value).toBe("ab");
  await sent(draft, null, Promise.resolve({ ok: true, rev: 2 }));
  expect(draft.value).toBeNull();
});

test("no two keys of a page are one", () => {
  for (const page of ["roll", "vote", "opinions", "order", "conclusion", "minutes"] as const) {
    desk.console.council.value = page;
    const keys = actions.shown.value.map(({ shortcut }) => shortcut);
    expect(new Set(keys).size, `${page}: ${keys.join(" ")}`).toBe(keys.length);
  }
});
