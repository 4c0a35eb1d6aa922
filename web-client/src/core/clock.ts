// What time is it on the server? Deadlines and speaking times are the server's, so every clock on screen
// is drawn from the measured offset, never from the room PC's own time.
import { signal } from "@preact/signals-core";

/** Samples kept; the one with the shortest round trip is believed (RFC 5905 section 10 does the same). */
const SAMPLES = 8;
/** Clocks are redrawn this often; a quarter second keeps the shown second right to the eye. */
const TICK_MS = 250;

interface Sample {
  roundTrip: number;
  offset: number;
}

/** Offset of the server's clock from ours, learned from pings. */
export class ServerClock {
  readonly roundTrip = signal<number | null>(null);
  private samples: Sample[] = [];
  private offset = 0;

  constructor(private readonly local: () => number = Date.now) {}

  /** A first guess, before any ping has been answered. */
  guess(serverNow: number): void {
    if (this.samples.length === 0) this.offset = serverNow - this.local();
  }

  /** A ping sent at `sent` (our clock) was answered with the server's time. */
  sample(sent: number, serverNow: number): void {
    const received = this.local();
    const roundTrip = received - sent;
    if (roundTrip < 0) return;
    this.samples = [...this.samples, { roundTrip, offset: serverNow - (sent + roundTrip / 2) }].slice(-SAMPLES);
    const best = this.samples.reduce((a, b) => (b.roundTrip < a.roundTrip ? b : a));
    this.offset = best.offset;
    this.roundTrip.value = roundTrip;
  }

  /** Server time in ms since 1970. */
  now(): number {
    return this.local() + this.offset;
  }
}

/** Changes four times a second; a component that reads it is redrawn as time passes. */
export const tick = signal(0);
if (typeof window !== "undefined") setInterval(() => (tick.value += 1), TICK_MS);
