// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import type { Briefing } from "../core/briefing";
import { Store } from "../core/store";
import type { Command, RequestView, SiteView, VoteView } from "../protocol";
import { BAO_HA, delta, HALL, request, site, T0, vote, welcome } from "../testing/scene";
import { roomActions } from "./actions";
import { Hall } from "./hall";

let store: Store;
let commands: Command["do"][];
let published: Record<string, unknown>;
let hall: Hall;
let microphone: MediaStreamTrack;

beforeEach(() => {
  sessionStorage.clear();
  localStorage.clear();
  store = new Store();
  commands = [];
  published = {};
  microphone = { enabled: false, stop: vi.fn(), label: "Micro" } as unknown as MediaStreamTrack;
  const briefing = {
    id: "briefing",
    store,
    link: { state: { value: { kind: "open" } } },
    media: { publish: async (line: string, track: unknown) => void (published[line] = track) },
    sound: { setSpeaker: () => undefined, start: async () => undefined },
    reportDevices: () => undefined,
    now: () => T0,
    command: async (command: Command) => (commands.push(command.do), { ok: true, rev: 1 }),
  } as unknown as Briefing;
  store.apply(welcome());
  hall = new Hall(briefing);
  hall.devices.microphone.value = microphone;
});

let rev = 11;
const floor = (...requests: RequestView[]) =>
  store.apply(delta(rev++, { object: "floor", value: { rev, open: true, waiting: requests.length, requests } }));

test("nothing is published in the lobby; entering publishes and tells the centre", () => {
  expect(published.microphone).toBeNull();
  hall.enter();
  expect(published.microphone).toBe(microphone);
});

test("the centre is told once that the room is ready, and again after a lost link", () => {
  const own = (state: SiteView["state"]) => store.apply(delta(rev++, { object: "site", value: site(BAO_HA, { state }) }));
  own("connected");
  expect(commands).toEqual([]);
  hall.enter();
  expect(commands).toEqual(["site_ready"]);
  own("ready");
  own("lost");
  expect(commands).toEqual(["site_ready"]);
  own("connected");
  expect(commands).toEqual(["site_ready", "site_ready"]);
});

test("the microphone opens with the floor only, and closes with it", () => {
  hall.enter();
  const states: RequestView["state"][] = ["queued", "next", "granted", "speaking", "paused", "held"];
  const open = states.map((state) => {
    floor(request("r", BAO_HA, { state }));
    return microphone.enabled;
  });
  expect(open).toEqual([false, false, true, true, false, false]);
  floor(request("r", BAO_HA, { state: "speaking" }));
  floor();
  expect(microphone.enabled).toBe(false);
});

test("the floor does not open a microphone the room has muted, nor one in the lobby", () => {
  floor(request("r", BAO_HA, { state: "speaking" }));
  expect(microphone.enabled).toBe(false);
  hall.enter();
  expect(microphone.enabled).toBe(true);
  hall.muted.value = true;
  expect(microphone.enabled).toBe(false);
  expect(hall.lockReason()).toBe("mic.muted");
});

test("a microphone opened anew during a speech is open at once, without floor it is not", () => {
  hall.enter();
  const other = { ...microphone, enabled: true } as unknown as MediaStreamTrack;
  hall.devices.microphone.value = other;
  expect(other.enabled).toBe(false);
  floor(request("r", BAO_HA, { state: "speaking" }));
  expect(other.enabled).toBe(true);
});

test("the chair's hall is heard without asking and has nothing to ask", () => {
  store.apply(welcome({ me: { name: "", user: null, site: HALL, may: ["watch", "publish", "register"] } }));
  hall.enter();
  expect(microphone.enabled).toBe(true);
  expect(roomActions(hall).shown.value.map(({ id }) => id)).not.toContain("register");
});

test.each<[RequestView["state"] | null, Partial<RequestView>, string]>([
  [null, {}, "register"],
  ["pending", {}, "withdraw"],
  ["queued", {}, "withdraw"],
  ["next", {}, "ready"],
  ["next", { ready: true }, "withdraw"],
  ["granted", {}, "finish"],
  ["speaking", {}, "finish"],
])("one key for the floor: %s %o means %s", (state, change, id) => {
  hall.enter();
  floor(...(state ? [request("r", BAO_HA, { state, ...change })] : []));
  const actions = roomActions(hall);
  const floorKey = actions.shown.value.filter((action) => action.shortcut === "d");
  expect(floorKey.map((action) => action.id)).toEqual([id]);
});

test("a locked microphone says why", () => {
  hall.enter();
  const reason = (state: RequestView["state"], change: Partial<RequestView> = {}) => {
    floor(request("r", BAO_HA, { state, ...change }));
    return hall.lockReason();
  };
  expect(reason("queued")).toBe("mic.locked");
  expect(reason("next")).toBe("mic.lockedNext");
  expect(reason("speaking")).toBeNull();
  expect(reason("paused")).toBe("room.pausedByChair");
  expect(reason("paused", { asker: HALL })).toBe("room.pausedBy");
  expect(reason("granted", { resume: true })).toBe("room.waitToGoOn");
});

test("silence, a break and the closing are reasons of their own", () => {
  hall.enter();
  floor(request("r", BAO_HA, { state: "paused" }));
  const { order, session } = store.state.value!;
  store.apply(delta(rev++, { object: "order", value: { ...order, silenced: true } }));
  expect(hall.lockReason()).toBe("mic.silenced");
  store.apply(delta(rev++, { object: "order", value: order }, { object: "session", value: { ...session, state: "break" } }));
  expect(hall.lockReason()).toBe("mic.recess");
  floor();
  store.apply(delta(rev++, { object: "session", value: { ...session, state: "closed" } }));
  expect(hall.lockReason()).toBe("mic.closed");
  expect(roomActions(hall).shown.value.map(({ id }) => id)).not.toContain("register");
});

const ballot = (change: Partial<VoteView>, cast: VoteView["ballots"][number]["choice"] = null) => {
  const [empty] = vote("vote").ballots;
  store.apply(delta(rev++, { object: "vote", value: vote("vote", { ballots: [{ ...empty!, cast: cast !== null, choice: cast }], ...change }) }));
};

test("a ballot is cast and changed by its keys while the vote is open, and another opinion asks for words first", () => {
  store.apply(welcome({ me: { name: "", user: null, site: BAO_HA, may: ["watch", "vote"] } }));
  hall.enter();
  const actions = roomActions(hall);
  const keys = () => actions.shown.value.filter(({ id }) => id.startsWith("vote-")).map(({ shortcut }) => shortcut);
  expect(keys()).toEqual([]);
  ballot({});
  expect(keys()).toEqual(["1", "2", "3"]);
  actions.perform(actions.byId("vote-for"));
  ballot({}, "for");
  actions.perform(actions.byId("vote-against"));
  expect(commands).toEqual(["cast_vote", "cast_vote"]);
  actions.perform(actions.byId("vote-other"));
  expect(hall.wording.value).toEqual({ vote: "vote", text: "" });
  expect(commands.length).toBe(2);
  floor(request("r", BAO_HA, { state: "next" }));
  expect(keys()).toEqual([]); // the ballot is not in sight
  floor(request("r", BAO_HA, { state: "next", ready: true }));
  expect(keys()).toEqual(["1", "2", "3"]);
  ballot({ closed_at: T0 }, "against");
  expect(hall.wording.value).toBeNull();
  expect(keys()).toEqual([]);
  expect(hall.aside.value).toBe("result");
  actions.perform(actions.byId("put-aside"));
  expect(hall.vote.value).toBeUndefined();
});

test("no two keys of a room are one, however much it may do", () => {
  store.apply(welcome({ me: { name: "", user: null, site: BAO_HA, may: ["watch", "publish", "register", "present", "vote", "opine"] } }));
  hall.enter();
  ballot({});
  const message = { id: "m", site: BAO_HA, text: "Chỉnh camera", at: T0, read_at: null };
  store.apply(delta(rev++, { object: "message", value: message }, { object: "offers", value: [{ request: "r", site: BAO_HA, item: null, speaker: "", post: "" }] }));
  const shown = roomActions(hall).shown.value;
  const ids = shown.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(["vote-for", "read-message", "opinion", "put-aside", "register", "second-screen"]));
  const keys = shown.map(({ shortcut }) => shortcut);
  expect(new Set(keys).size).toBe(keys.length);
});

test("an offer that is put aside stays aside after a reload", () => {
  hall.enter();
  store.apply(delta(rev++, { object: "offers", value: [{ request: "r", site: BAO_HA, item: null, speaker: "", post: "" }] }));
  expect(hall.aside.value).toBe("offer");
  hall.putAside();
  expect(hall.aside.value).toBeNull();
  expect(new Hall(hall.briefing).aside.value).toBeNull();
});

test("after a reload the room is where it was", () => {
  hall.enter();
  expect(new Hall(hall.briefing).entered.value).toBe(true);
});
