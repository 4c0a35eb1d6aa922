// How does the client stay connected to the briefing? One websocket: hello, welcome, deltas; lost links are
// retried by themselves, and commands that were on the way are sent again with the same id.
import { signal } from "@preact/signals-core";
import { SUBPROTOCOL, type ClientKind, type ClientMessage, type Command, type Language, type RefusalText, type Seen, type ServerMessage } from "../protocol";
import { ServerClock } from "./clock";
import { newId } from "./ids";


/** Pings measure the clock and notice a dead link that TCP would keep for minutes. */
const PING_MS = 4_000;
/** Two pings unanswered: the link is dead whatever the socket says. */
const SILENCE_MS = 9_000;
/** First retry comes within this time until `welcome` names the server's own spread. */
const FIRST_SPREAD_MS = 1_000;
/** Retries grow to this; a longer pause would only keep a hall waiting. */
const LONGEST_RETRY_MS = 8_000;
/** How often a client asks again at a locked door: whoever is let in waits no longer than this. */
const KNOCK_MS = 3_000;
/** A command still unanswered after this is given up: acting on a decision this old would surprise the hall. */
const COMMAND_LIFE_MS = 10_000;

export type LinkState =
  | { kind: "idle" }
  | { kind: "connecting"; since: number; again: boolean }
  | { kind: "open"; since: number }
  | { kind: "waiting"; since: number; retryAt: number }
  /** The room is locked; the client asks again by itself until it is let in. */
  | { kind: "knocking"; since: number }
  | { kind: "ended"; refusal: RefusalText };

/** `sdp` is set for a `join`; a refusal of null means the link was lost before an answer came. */
export type Outcome = { ok: true; rev: number; sdp?: string } | { ok: false; refusal: RefusalText | null };

export interface Hello {
  token: string;
  briefing: string;
  kind: ClientKind;
  resume: string | null;
  take_over: boolean;
  language: Language;
}

export interface LinkOptions {
  url: string;
  /** Asked at each attempt, so that a renewed token or resume token is used. */
  hello: () => Promise<Hello>;
  receive: (message: ServerMessage) => void;
  /** `hello` failed; true when trying again is of no use. */
  cannot?: (error: unknown) => boolean;
  socket?: (url: string, protocol: string) => WebSocket;
  random?: () => number;
  clock?: ServerClock;
}

interface Waiting {
  message: ClientMessage;
  sentAt: number;
  settle: (outcome: Outcome) => void;
}

export class Link {
  readonly state = signal<LinkState>({ kind: "idle" });
  readonly clock: ServerClock;
  private socket: WebSocket | null = null;
  private waiting = new Map<string, Waiting>();
  private attempts = 0;
  private lostAt: number | null = null;
  private knockingSince: number | null = null;
  private spreadMs = FIRST_SPREAD_MS;
  private lastHeard = 0;
  private timers: ReturnType<typeof setTimeout>[] = [];

  constructor(private readonly options: LinkOptions) {
    this.clock = options.clock ?? new ServerClock();
  }

  async connect(): Promise<void> {
    this.dropSocket();
    const now = Date.now();
    this.state.value =
      this.knockingSince === null
        ? { kind: "connecting", since: this.lostAt ?? now, again: this.lostAt !== null }
        : { kind: "knocking", since: this.knockingSince };
    let hello: Hello;
    try {
      hello = await this.options.hello();
    } catch (error) {
      return this.options.cannot?.(error) ? this.close() : this.retryLater();
    }
    const open = this.options.socket ?? ((url, protocol) => new WebSocket(url, protocol));
    const socket = open(this.options.url, SUBPROTOCOL);
    this.socket = socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", ...hello } satisfies ClientMessage));
    socket.onmessage = (event) => this.hear(socket, String(event.data));
    socket.onclose = () => this.socket === socket && this.lost();
    this.lastHeard = now;
    this.every(1_000, () => Date.now() - this.lastHeard > SILENCE_MS && this.lost());
  }

  /** Try now instead of at the planned time: the network came back, or a person asks. */
  retryNow(): void {
    if (this.state.peek().kind === "waiting") void this.connect();
  }

  close(): void {
    this.dropSocket();
    this.state.value = { kind: "idle" };
  }

  /** Messages without an answer; dropped while the link is down, because state is sent anew after welcome. */
  send(message: ClientMessage): void {
    if (this.state.peek().kind === "open") this.socket?.send(JSON.stringify(message));
  }

  command(command: Command, seen: Seen | null = null): Promise<Outcome> {
    return this.ask((cmd_id) => ({ type: "command", cmd_id, seen, on_behalf_of: null, command }));
  }

  /** Send a message that carries `cmd_id` and wait for `done`, `answer` or `refused`. */
  ask(make: (cmdId: string) => ClientMessage): Promise<Outcome> {
    const cmdId = newId();
    const message = make(cmdId);
    return new Promise((settle) => {
      this.waiting.set(cmdId, { message, sentAt: Date.now(), settle });
      this.send(message);
    });
  }

  private hear(socket: WebSocket, text: string): void {
    if (this.socket !== socket) return;
    this.lastHeard = Date.now();
    const message = JSON.parse(text) as ServerMessage;
    switch (message.type) {
      case "welcome":
        this.welcomed(message);
        break;
      case "pong":
        return this.clock.sample(message.sent, message.at);
      case "done":
        this.settle(message.cmd_id, { ok: true, rev: message.rev });
        break;
      case "answer":
        this.settle(message.cmd_id, { ok: true, rev: 0, sdp: message.sdp });
        break;
      case "refused":
        if (message.cmd_id !== null) this.settle(message.cmd_id, { ok: false, refusal: message.refusal });
        else if (this.state.peek().kind !== "open") return this.end(message.refusal);
        break;
      case "bye":
        return this.dismissed(message.refusal, message.retry_ms);
    }
    this.options.receive(message);
    if (message.type === "welcome") this.sendAgain();
  }

  private welcomed(welcome: Extract<ServerMessage, { type: "welcome" }>): void {
    this.attempts = 0;
    this.lostAt = null;
    this.knockingSince = null;
    this.spreadMs = welcome.spread_ms || FIRST_SPREAD_MS;
    this.clock.guess(welcome.at);
    this.state.value = { kind: "open", since: Date.now() };
    this.ping();
    this.every(PING_MS, () => this.ping());
  }

  private ping(): void {
    this.send({ type: "ping", sent: Date.now() });
  }

  /** The server settles a repeated `cmd_id` as one event, so repeating what may have arrived is safe. */
  private sendAgain(): void {
    for (const [cmdId, waiting] of this.waiting) {
      if (waiting.message.type === "join" || waiting.message.type === "leave") this.settle(cmdId, { ok: false, refusal: null });
      else this.send(waiting.message);
    }
  }

  private settle(cmdId: string, outcome: Outcome): void {
    this.waiting.get(cmdId)?.settle(outcome);
    this.waiting.delete(cmdId);
  }

  private dismissed(refusal: RefusalText, retryMs: number | null): void {
    if (refusal.code === "locked") return this.knockAgain();
    if (retryMs === null) return this.end(refusal);
    this.lostAt ??= Date.now();
    this.dropSocket();
    this.retryIn(retryMs);
  }

  private knockAgain(): void {
    this.dropSocket();
    this.knockingSince ??= Date.now();
    this.state.value = { kind: "knocking", since: this.knockingSince };
    this.timers.push(setTimeout(() => void this.connect(), KNOCK_MS));
    this.every(500, () => this.giveUpOld());
  }

  private end(refusal: RefusalText): void {
    this.dropSocket();
    this.knockingSince = null;
    for (const cmdId of [...this.waiting.keys()]) this.settle(cmdId, { ok: false, refusal });
    this.state.value = { kind: "ended", refusal };
  }

  private lost(): void {
    this.lostAt ??= Date.now();
    this.dropSocket();
    this.retryLater();
  }

  private retryLater(): void {
    const random = this.options.random ?? Math.random;
    const widest = Math.min(this.spreadMs * 2 ** this.attempts, Math.max(LONGEST_RETRY_MS, this.spreadMs));
    this.attempts += 1;
    this.retryIn(random() * widest);
  }

  private retryIn(ms: number): void {
    const now = Date.now();
    this.state.value = { kind: "waiting", since: this.lostAt ?? now, retryAt: now + ms };
    this.timers.push(setTimeout(() => void this.connect(), ms));
    this.every(500, () => this.giveUpOld());
  }

  private giveUpOld(): void {
    const oldest = Date.now() - COMMAND_LIFE_MS;
    for (const [cmdId, { sentAt }] of this.waiting) if (sentAt < oldest) this.settle(cmdId, { ok: false, refusal: null });
  }

  private every(ms: number, act: () => void): void {
    this.timers.push(setInterval(act, ms));
  }

  private dropSocket(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = [];
    const socket = this.socket;
    this.socket = null;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}
