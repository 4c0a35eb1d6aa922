// How does sound and picture reach the server? One RTCPeerConnection for the whole briefing: joined once,
// restarted when the path breaks, replaced when the server's side is gone.
import { signal } from "@preact/signals-core";
import type { ClientMessage, RefusalText } from "../../protocol";
import type { Outcome } from "../link";
import { addLines, type Lines, type Role, type Slot } from "./lines";

/** A short dip heals by itself (radio, switch); restarting sooner only adds packets to a bad link. */
const DIP_MS = 2_000;
/** ICE and DTLS need about five round trips; after this on the worst link planned for, they will not come. */
const CONNECT_MS = 8_000;
/** Pause before another try after a refusal that may pass (no media server, busy). */
const RETRY_MS = 2_000;

export type MediaState =
  | { kind: "idle" }
  | { kind: "joining"; since: number }
  | { kind: "connected"; since: number }
  | { kind: "interrupted"; since: number }
  | { kind: "refused"; refusal: RefusalText };

export interface MediaOptions {
  role: Role;
  thumbnails: number;
  /** The briefing's video codec, as in `briefing.codec`; pictures are received in no other. */
  codec?: () => string | undefined;
  ask: (make: (cmdId: string) => ClientMessage) => Promise<Outcome>;
  random?: () => number;
}

/** Refusals that no retry can change; a person must act. */
const FINAL = new Set(["codec_unsupported", "not_allowed"]);

export class MediaPeer {
  readonly state = signal<MediaState>({ kind: "idle" });
  readonly streams = signal<ReadonlyMap<Slot, MediaStream>>(new Map());
  readonly voices = signal<readonly MediaStreamTrack[]>([]);
  private pc: RTCPeerConnection | null = null;
  private lines: Lines | null = null;
  private tracks: Record<"microphone" | "camera" | "content", MediaStreamTrack | null> = {
    microphone: null,
    camera: null,
    content: null,
  };
  /** Grows with every join or restart: an answer to an older one is ignored. */
  private attempt = 0;
  private restarts = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private interruptedAt: number | null = null;
  private paused: readonly string[] = [];
  /** Parameters are set one after the other: each set needs the latest. */
  private applying: Promise<void> = Promise.resolve();

  constructor(private readonly options: MediaOptions) {}

  get connection(): RTCPeerConnection | null {
    return this.pc;
  }

  get receivers(): Lines | null {
    return this.lines;
  }

  /** Join, or join anew with a fresh connection after waiting a random part of `spreadMs`. */
  join(spreadMs = 0): void {
    const leaving = this.pc !== null;
    this.drop();
    if (this.state.peek().kind !== "interrupted") this.state.value = { kind: "joining", since: Date.now() };
    this.after((this.options.random ?? Math.random)() * spreadMs, () => void this.open(leaving));
  }

  leave(): void {
    if (this.pc) void this.options.ask((cmd_id) => ({ type: "leave", cmd_id }));
    this.drop();
    this.interruptedAt = null;
    this.state.value = { kind: "idle" };
  }

  /** Another source for one of our lines; no negotiation follows. */
  async publish(line: "microphone" | "camera" | "content", track: MediaStreamTrack | null): Promise<void> {
    this.tracks[line] = track;
    await this.lines?.[line]?.replaceTrack(track);
  }

  /** Layers of the camera that nobody watches are not encoded; the server says so, and when somebody does again. */
  pause(rids: readonly string[]): void {
    this.paused = rids;
    this.applying = this.applying.then(() => this.applyPaused());
  }

  private async applyPaused(): Promise<void> {
    const sender = this.lines?.camera;
    const parameters = sender?.getParameters();
    if (!sender || !parameters) return;
    const isActive = ({ rid }: RTCRtpEncodingParameters) => rid === undefined || !this.paused.includes(rid);
    if (parameters.encodings.every((encoding) => encoding.active === isActive(encoding))) return;
    for (const encoding of parameters.encodings) encoding.active = isActive(encoding);
    // A connection that ends meanwhile has nothing to set.
    await sender.setParameters(parameters).catch((error: unknown) => console.info("layers stay as they are", error));
  }

  /** The network changed under us: look for a new path at once instead of waiting for timeouts. */
  pathChanged(): void {
    if (this.pc && this.state.peek().kind !== "connected") void this.restart();
  }

  private async open(leaving: boolean): Promise<void> {
    if (leaving) await this.options.ask((cmd_id) => ({ type: "leave", cmd_id }));
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" });
    this.pc = pc;
    this.lines = addLines(pc, this.options.role, this.options.thumbnails, this.options.codec?.());
    this.streams.value = new Map([...this.lines.video].map(([slot, receiver]) => [slot, new MediaStream([receiver.track])]));
    this.voices.value = this.lines.audio.map((receiver) => receiver.track);
    for (const line of ["microphone", "camera", "content"] as const) void this.lines[line]?.replaceTrack(this.tracks[line]);
    pc.onconnectionstatechange = () => this.pc === pc && this.watch(pc);
    await this.negotiate(pc, false);
  }

  private async restart(): Promise<void> {
    if (!this.pc) return;
    // One restart per loss: when it does not help, the server's side of the connection is gone.
    if (this.restarts > 0) return this.join();
    this.restarts += 1;
    await this.negotiate(this.pc, true);
  }

  private async negotiate(pc: RTCPeerConnection, iceRestart: boolean): Promise<void> {
    const attempt = ++this.attempt;
    try {
      await pc.setLocalDescription(await pc.createOffer({ iceRestart }));
      const offer = pc.localDescription?.sdp ?? "";
      const outcome = await this.options.ask((cmd_id) => ({ type: "join", cmd_id, offer }));
      if (attempt !== this.attempt) return;
      if (!outcome.ok) return this.refused(outcome.refusal);
      await pc.setRemoteDescription({ type: "answer", sdp: outcome.sdp ?? "" });
      this.after(CONNECT_MS, () => this.pc === pc && pc.connectionState !== "connected" && this.join());
    } catch (error) {
      console.warn("media negotiation failed", error);
      if (attempt === this.attempt) this.after(RETRY_MS, () => this.join());
    }
  }

  private refused(refusal: RefusalText | null): void {
    if (refusal && FINAL.has(refusal.code)) {
      this.drop();
      this.state.value = { kind: "refused", refusal };
      return;
    }
    // A lost link is followed by `welcome`, which joins again.
    if (refusal) this.after(RETRY_MS, () => this.join(RETRY_MS));
  }

  private watch(pc: RTCPeerConnection): void {
    switch (pc.connectionState) {
      case "connected":
        this.restarts = 0;
        this.interruptedAt = null;
        clearTimeout(this.timer);
        this.state.value = { kind: "connected", since: Date.now() };
        break;
      case "disconnected":
        this.interrupted();
        this.after(DIP_MS, () => pc.connectionState === "disconnected" && void this.restart());
        break;
      case "failed":
        this.interrupted();
        void this.restart();
        break;
    }
  }

  private interrupted(): void {
    this.interruptedAt ??= Date.now();
    this.state.value = { kind: "interrupted", since: this.interruptedAt };
  }

  private after(ms: number, act: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(act, ms);
  }

  private drop(): void {
    clearTimeout(this.timer);
    this.attempt += 1;
    this.restarts = 0;
    if (this.pc) {
      this.pc.onconnectionstatechange = null;
      this.pc.close();
      // What was shown is no longer live.
      if (this.state.peek().kind === "connected") this.interrupted();
    }
    this.pc = null;
    this.lines = null;
    this.paused = [];
  }
}
