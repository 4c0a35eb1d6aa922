// How good is our own link? A few figures from the browser's statistics, each second, in words for the hall.
import { signal } from "@preact/signals-core";
import type { MediaPeer } from "./peer";

export type Grade = "good" | "weak" | "bad";

export interface Quality {
  roundTripMs: number | null;
  lossDown: number;
  lossUp: number;
  jitterMs: number;
  kbpsDown: number;
  kbpsUp: number;
  grade: Grade;
}

interface Totals {
  at: number;
  received: number;
  lost: number;
  bytesIn: number;
  bytesOut: number;
}

const POLL_MS = 1_000;
/** Limits of the technician's matrix: loss in percent, round trip and jitter in ms. */
export const LIMITS = { loss: [1, 3], audioLoss: [1, 5], roundTrip: [150, 300], jitter: [30, 60] } as const;

export function grade(value: number, [weak, bad]: readonly [number, number]): Grade {
  return value > bad ? "bad" : value > weak ? "weak" : "good";
}

export function worst(...grades: Grade[]): Grade {
  return grades.includes("bad") ? "bad" : grades.includes("weak") ? "weak" : "good";
}

export class LinkQuality {
  readonly now = signal<Quality | null>(null);
  private before: Totals | null = null;
  private timer: ReturnType<typeof setInterval>;

  constructor(private readonly peer: MediaPeer) {
    this.timer = setInterval(() => void this.poll(), POLL_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    const pc = this.peer.connection;
    if (!pc || pc.connectionState !== "connected") {
      this.before = null;
      this.now.value = null;
      return;
    }
    const report = await pc.getStats();
    const { quality, totals } = measure([...(report as unknown as Map<string, RTCStats>).values()], this.before);
    this.before = totals;
    this.now.value = quality;
  }
}

type Entry = RTCStats & Record<string, unknown>;
const figure = (entry: Entry, key: string): number => (typeof entry[key] === "number" ? (entry[key] as number) : 0);
const sum = (entries: Entry[], key: string): number => entries.reduce((total, entry) => total + figure(entry, key), 0);
const largest = (entries: Entry[], key: string): number => entries.reduce((max, entry) => Math.max(max, figure(entry, key)), 0);

/** One second's figures from a statistics report and the totals of the second before. */
export function measure(report: RTCStats[], before: Totals | null): { quality: Quality; totals: Totals } {
  const of = (type: string) => (report as Entry[]).filter((entry) => entry.type === type);
  const inbound = of("inbound-rtp");
  const pair = of("candidate-pair").find((entry) => entry.nominated === true && entry.currentRoundTripTime !== undefined);
  const totals: Totals = {
    at: Math.max(0, ...report.map((entry) => entry.timestamp)),
    received: sum(inbound, "packetsReceived"),
    lost: sum(inbound, "packetsLost"),
    bytesIn: sum(inbound, "bytesReceived"),
    bytesOut: sum(of("outbound-rtp"), "bytesSent"),
  };
  const seconds = before ? Math.max(0.001, (totals.at - before.at) / 1000) : 0;
  const rate = (now: number, then: number) => (seconds ? Math.max(0, ((now - then) * 8) / seconds / 1000) : 0);
  const lost = before ? Math.max(0, totals.lost - before.lost) : 0;
  const received = before ? Math.max(0, totals.received - before.received) : 0;
  const figures = {
    roundTripMs: pair ? figure(pair, "currentRoundTripTime") * 1000 : null,
    lossDown: lost + received > 0 ? (100 * lost) / (lost + received) : 0,
    lossUp: 100 * largest(of("remote-inbound-rtp"), "fractionLost"),
    jitterMs: 1000 * largest(inbound, "jitter"),
    kbpsDown: rate(totals.bytesIn, before?.bytesIn ?? 0),
    kbpsUp: rate(totals.bytesOut, before?.bytesOut ?? 0),
  };
  return { quality: { ...figures, grade: gradeOf(figures) }, totals };
}

function gradeOf(q: Omit<Quality, "grade">): Grade {
  return worst(grade(q.lossDown, LIMITS.loss), grade(q.lossUp, LIMITS.loss), grade(q.roundTripMs ?? 0, LIMITS.roundTrip));
}
