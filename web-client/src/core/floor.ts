// Who speaks, who is called, who waits? Pure questions about the floor, asked by every screen.
import type { FloorView, RequestState, RequestView, SeatView } from "../protocol";

const HOLDING: ReadonlySet<RequestState> = new Set(["granted", "speaking", "paused", "held"]);
const WAITING: ReadonlySet<RequestState> = new Set(["pending", "queued", "next"]);

export const holds = (request: RequestView): boolean => HOLDING.has(request.state);
export const waits = (request: RequestView): boolean => WAITING.has(request.state);

/** Requests that hold the floor; one in a chaired session. */
export const speakers = (floor: FloorView): RequestView[] => floor.requests.filter(holds);

/** Everyone waiting: called first, then the queue in order, then those not yet accepted. */
export const queue = (floor: FloorView): RequestView[] => {
  const rank: Partial<Record<RequestState, number>> = { next: 0, queued: 1, pending: 2 };
  return floor.requests
    .map((request, i) => ({ request, i }))
    .filter(({ request }) => waits(request))
    .sort((a, b) => rank[a.request.state]! - rank[b.request.state]! || a.i - b.i)
    .map(({ request }) => request);
};

/** The one that a single key invites. A site that is offline cannot be given the floor. */
export const upNext = (floor: FloorView): RequestView | undefined => queue(floor).find((request) => !request.offline);

export const requestOf = (floor: FloorView, site: string | null): RequestView | undefined =>
  floor.requests.find((request) => request.site === site && (holds(request) || waits(request)));

/** Time left to speak in ms; negative is overtime. */
export function remaining(request: RequestView, now: number): number {
  const running = request.running_since === null ? 0 : now - request.running_since;
  return request.allowed_ms - request.spoken_ms - running;
}

/** How the countdown looks: the last minute warns, the last ten seconds and overtime are red. */
export function urgency(remainingMs: number): "calm" | "soon" | "over" {
  return remainingMs <= 10_000 ? "over" : remainingMs <= 60_000 ? "soon" : "calm";
}

/** Whether a site's microphone may be open: it holds the floor, is heard already, or is the chair's. A speaker
 * that came back after a loss waits for the secretary's word. */
export function mayBeHeard(site: string | null, floor: FloorView, seat: SeatView, audible: readonly string[]): boolean {
  if (site === null) return false;
  if (seat.site === site || audible.includes(site)) return true;
  return floor.requests.some((r) => r.site === site && !r.resume && (r.state === "granted" || r.state === "speaking"));
}
