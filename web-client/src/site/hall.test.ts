// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import type { Briefing } from "../core/briefing";
import { Store } from "../core/store";
import type { Command, RequestView, SiteView } from "../protocol";
import { BAO_HA, delta, HALL, request, site, welcome } from "../testing/scene";
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

test("after a reload the room is where it was", () => {
  hall.enter();
  expect(new Hall(hall.briefing).entered.value).toBe(true);
});
