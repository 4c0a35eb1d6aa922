// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { Actions } from "../core/actions";
import { Store } from "../core/store";
import type { Command, RequestView, SessionMode } from "../protocol";
import { briefingOf } from "../testing/desk";
import { BAO_HA, delta, HALL, KIM_SON, request, T0, welcome } from "../testing/scene";
import { Console } from "./console";
import { floorActions } from "./floor-actions";
import { pictureActions } from "./picture-actions";
import { sessionActions } from "./session-actions";
import { turnActions } from "./turn-actions";

let store: Store;
let sent: Command[];
let desk: Console;
let actions: Actions;
let rev: number;

beforeEach(() => {
  store = new Store();
  sent = [];
  rev = 20;
  store.apply(welcome({ me: { name: "Thư ký", user: "secretary", site: null, may: ["watch", "moderate", "silence", "run_session", "direct", "view_site", "revoke_seat"] } }));
  desk = new Console(briefingOf(store, sent));
  actions = new Actions([...floorActions(desk), ...turnActions(desk), ...pictureActions(desk), ...sessionActions(desk)]);
});

const floor = (...requests: RequestView[]) =>
  store.apply(delta(rev++, { object: "floor", value: { rev, open: true, waiting: requests.length, requests } }));
const mode = (mode: SessionMode) => store.apply(delta(rev++, { object: "session", value: { ...store.session.value, mode } }));
const press = (id: string) => {
  actions.perform(actions.byId(id));
  actions.answer(true);
};
const DISCUSSION: SessionMode = { kind: "discussion", microphones: 2 };

test("no two things that can be done at once share a key", () => {
  const situations = [
    () => floor(),
    () => floor(request("r", BAO_HA, { state: "speaking" }), request("q", KIM_SON, { state: "next", warning: true })),
    () => floor(request("r", BAO_HA, { state: "paused", pause: "interruption" })),
    () => floor(request("r", BAO_HA, { state: "paused", pause: "silence" })),
    () => floor(request("r", BAO_HA, { state: "granted", resume: true })),
    () => (mode(DISCUSSION), floor(request("r", BAO_HA, { state: "speaking" }), request("q", KIM_SON, { state: "speaking" }))),
    () => store.apply(delta(rev++, { object: "programme", value: { ...store.programme.value, mode: { kind: "tour", sites: [BAO_HA, KIM_SON], interval: 9, cursor: 0, paused: false }, content: BAO_HA } })),
    ...(["draft", "scheduled", "testing", "lobby", "break", "closed"] as const).map(
      (state) => () => store.apply(delta(rev++, { object: "session", value: { ...store.session.value, state, since: T0 } })),
    ),
  ];
  for (const happen of situations) {
    happen();
    const keys = actions.shown.value.flatMap(({ shortcut }) => shortcut ?? []);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  }
});

test("with every microphone of a discussion taken, a hand chooses whose ends", () => {
  mode(DISCUSSION);
  floor(request("a", BAO_HA, { state: "speaking" }), request("b", KIM_SON, { state: "speaking" }), request("c", HALL));
  for (const id of ["invite-next", "finish", "stop", "extend"]) {
    expect(actions.byId(id).ready?.()).toBe("turn.chooseMicrophone");
    press(id);
  }
  expect(sent).toEqual([]);
  desk.chosenMicrophone.value = "b";
  press("invite-next");
  expect(sent).toEqual([{ do: "switch", from: "b", to: { kind: "request", id: "c" } }]);
});

test("a free microphone of a discussion takes nobody's", () => {
  mode(DISCUSSION);
  floor(request("a", BAO_HA, { state: "speaking" }), request("c", KIM_SON));
  press("invite-next");
  expect(sent).toEqual([{ do: "grant", target: { kind: "request", id: "c" } }]);
});

test.each<[RequestView["state"], Partial<RequestView>, string]>([
  ["speaking", {}, "pause"],
  ["paused", {}, "continue"],
  ["granted", { resume: true }, "let-on"],
])("one key interrupts and lets go on: %s %o means %s", (state, change, id) => {
  floor(request("r", BAO_HA, { state, ...change }));
  expect(actions.shown.value.filter(({ shortcut }) => shortcut === "p").map((action) => action.id)).toEqual([id]);
});

test("what stands still for silence or a break may be held for longer", () => {
  const held = () => actions.shown.value.some(({ id }) => id === "hold-pause");
  floor(request("r", BAO_HA, { state: "paused", pause: "interruption" }));
  expect(held()).toBe(false);
  for (const pause of ["silence", "break"] as const) {
    floor(request("r", BAO_HA, { state: "paused", pause }));
    press("hold-pause");
    expect(sent.pop()).toEqual({ do: "pause", request: "r", asker: null });
  }
});

test("a site that does not answer is waited for, put back or passed over, and only when it had its time", () => {
  const ways = ["wait-more", "put-back", "miss"];
  const shown = () => actions.shown.value.map(({ id }) => id).filter((id) => ways.includes(id));
  floor(request("r", BAO_HA, { state: "next" }));
  expect(shown()).toEqual([]);
  floor(request("r", BAO_HA, { state: "next", warning: true }));
  expect(shown()).toEqual(ways);
  ways.forEach(press);
  expect(sent.map((command) => command.do)).toEqual(["wait_more", "put_back", "miss"]);
});

test("an interposed question names the selected site, never the speaker", () => {
  floor(request("r", BAO_HA, { state: "speaking" }));
  desk.selectedSite.value = BAO_HA;
  press("interpose");
  expect(sent).toEqual([]);
  desk.selectedSite.value = KIM_SON;
  press("interpose");
  expect(sent).toEqual([{ do: "pause", request: "r", asker: KIM_SON }]);
});

test("a request moves to the place of another, up and down, and only among the queued", () => {
  floor(request("n", HALL, { state: "next" }), request("a", BAO_HA), request("b", KIM_SON), request("c", HALL));
  void desk.moveTo("c", "a");
  void desk.moveTo("a", "c");
  void desk.moveTo("a", "n");
  void desk.move(request("a", BAO_HA), -1);
  void desk.move(request("a", BAO_HA), 1);
  expect(sent).toEqual([
    { do: "reorder", order: ["c", "a", "b"] },
    { do: "reorder", order: ["b", "c", "a"] },
    { do: "reorder", order: ["b", "a", "c"] },
  ]);
});

test("a large mosaic leaves the wall what lines are left", () => {
  const mosaic = (count: number) => store.apply(delta(rev++, { object: "programme", value: { ...store.programme.value, mode: { kind: "mosaic", sites: Array.from({ length: count }, (_, i) => `s${i}`) } } }));
  expect(desk.wallPage.value).toBe(8);
  mosaic(4);
  expect(desk.wallPage.value).toBe(8);
  mosaic(16);
  expect(desk.wallPage.value).toBe(0);
});
