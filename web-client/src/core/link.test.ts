import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClientMessage, ServerMessage } from "../protocol";
import { T0, welcome } from "../testing/scene";
import { Link, type LinkOptions, type Outcome } from "./link";

/** A socket whose other end is the test. */
class ScriptedSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: ClientMessage[] = [];
  closed = false;
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  says(message: ServerMessage) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let sockets: ScriptedSocket[];
let received: ServerMessage[];
const last = () => sockets.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers({ now: T0 });
  sockets = [];
  received = [];
});
afterEach(() => vi.useRealTimers());

function link(options: Partial<LinkOptions> = {}): Link {
  return new Link({
    url: "ws://test/ws",
    hello: async () => ({ token: "token", briefing: "briefing", kind: "room", resume: null, take_over: false, language: "vi" }),
    receive: (message) => received.push(message),
    socket: () => {
      const socket = new ScriptedSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 0.5,
    ...options,
  });
}

async function opened(options: Partial<LinkOptions> = {}): Promise<Link> {
  const l = link(options);
  await l.connect();
  last().onopen!();
  last().says(welcome());
  return l;
}

test("hello goes first and carries the token; welcome opens the link", async () => {
  const l = await opened();
  expect(last().sent[0]).toMatchObject({ type: "hello", token: "token", kind: "room" });
  expect(l.state.value.kind).toBe("open");
  expect(received.map((m) => m.type)).toEqual(["welcome"]);
});

test("a command is settled by done, and a refused one by its text", async () => {
  const l = await opened();
  const done = l.command({ do: "open" });
  const refused = l.command({ do: "close" }, { rev: 1, chair_epoch: 7 });
  const [first, second] = last().sent.filter((m) => m.type === "command");
  last().says({ type: "done", cmd_id: first!.cmd_id, rev: 11 });
  last().says({ type: "refused", cmd_id: second!.cmd_id, refusal: { code: "stale", text: "Xem lại", field: null } });
  expect(await done).toEqual({ ok: true, rev: 11 });
  expect(await refused).toMatchObject({ ok: false, refusal: { code: "stale" } });
});

test("an answer settles its join with the SDP", async () => {
  const l = await opened();
  const joined = l.ask((cmd_id) => ({ type: "join", cmd_id, offer: "v=0" }));
  const join = last().sent.find((m) => m.type === "join")!;
  last().says({ type: "answer", cmd_id: join.cmd_id, sdp: "answer" });
  expect(await joined).toMatchObject({ ok: true, sdp: "answer" });
});

test("a lost link is retried within the server's spread, and commands on the way go again with the same id", async () => {
  const l = await opened();
  const outcome = l.command({ do: "open" });
  const before = last().sent.find((m) => m.type === "command")!;
  last().onclose!();
  expect(l.state.value).toMatchObject({ kind: "waiting", retryAt: T0 + 200 });
  await vi.advanceTimersByTimeAsync(200);
  expect(sockets.length).toBe(2);
  last().onopen!();
  last().says(welcome());
  const again = last().sent.find((m) => m.type === "command")!;
  expect(again.cmd_id).toBe(before.cmd_id);
  last().says({ type: "done", cmd_id: again.cmd_id, rev: 12 });
  expect(await outcome).toEqual({ ok: true, rev: 12 });
});

test("a command without an answer for ten seconds of outage is given up", async () => {
  const l = await opened({ random: () => 1 });
  let outcome: Outcome | null = null;
  void l.command({ do: "open" }).then((o) => (outcome = o));
  last().onclose!();
  for (let second = 0; second < 30 && outcome === null; second++) {
    await vi.advanceTimersByTimeAsync(1_000);
    if (l.state.value.kind === "connecting") last().onclose!();
  }
  expect(outcome).toEqual({ ok: false, refusal: null });
});

test("retries widen, but never beyond eight seconds", async () => {
  const l = await opened({ random: () => 1 });
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    last().onclose!();
    const state = l.state.value;
    if (state.kind !== "waiting") throw new Error(state.kind);
    waits.push(state.retryAt - Date.now());
    await vi.advanceTimersByTimeAsync(waits.at(-1)!);
  }
  expect(waits).toEqual([400, 800, 1600, 3200, 6400, 8000, 8000]);
});

test("a socket that stays silent is dropped though it never closes", async () => {
  const l = await opened();
  await vi.advanceTimersByTimeAsync(10_500);
  expect(sockets[0]!.closed).toBe(true);
  expect(l.state.value.kind).not.toBe("open");
});

test("bye without a retry ends the link and settles what waits", async () => {
  const l = await opened();
  const outcome = l.command({ do: "open" });
  last().says({ type: "bye", refusal: { code: "taken_over", text: "Thiết bị khác", field: null }, retry_ms: null });
  expect(l.state.value).toMatchObject({ kind: "ended", refusal: { code: "taken_over" } });
  expect(await outcome).toMatchObject({ ok: false });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sockets.length).toBe(1);
});

test("bye with a retry comes back after that time", async () => {
  await opened();
  last().says({ type: "bye", refusal: { code: "busy", text: "", field: null }, retry_ms: 3_000 });
  await vi.advanceTimersByTimeAsync(2_900);
  expect(sockets.length).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(sockets.length).toBe(2);
});

test("at a locked door the client asks again by itself, and says since when it waits", async () => {
  const l = link();
  const refuse = () => last().says({ type: "bye", refusal: { code: "locked", text: "", field: null }, retry_ms: null });
  await l.connect();
  refuse();
  expect(l.state.value).toEqual({ kind: "knocking", since: T0 });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(sockets.length).toBe(2);
  expect(l.state.value).toEqual({ kind: "knocking", since: T0 });
  refuse();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(sockets.length).toBe(3);
  last().onopen!();
  last().says(welcome());
  expect(l.state.value.kind).toBe("open");
});

test("a refusal instead of welcome ends the attempt with its reason", async () => {
  const l = link();
  await l.connect();
  last().onopen!();
  last().says({ type: "refused", cmd_id: null, refusal: { code: "not_signed_in", text: "Đăng nhập", field: null } });
  expect(l.state.value).toMatchObject({ kind: "ended", refusal: { code: "not_signed_in" } });
});

test("the server's clock is learned from pings", async () => {
  const l = await opened();
  const ping = last().sent.find((m) => m.type === "ping")!;
  await vi.advanceTimersByTimeAsync(40);
  last().says({ type: "pong", sent: ping.sent, at: T0 + 5_020 });
  expect(l.clock.now() - Date.now()).toBe(5_000);
  expect(l.clock.roundTrip.value).toBe(40);
});
