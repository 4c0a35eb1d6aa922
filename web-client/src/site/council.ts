// What of a briefing's business concerns this room now? Pure questions, asked by its screens and its keys.
import { isOver } from "../core/session";
import { openVote } from "../core/vote";
import type { BallotView, ConclusionView, MessageView, OfferView, RollCallView, SessionState, VoteView } from "../protocol";

/** How long a result stays on the wall: long enough to be read out. */
const RESULT_MS = 60_000;

/** The vote on screen: the open one, else the last one's result for a while, until it is put aside. */
export function voteShown(votes: readonly VoteView[], now: number, aside: ReadonlySet<string>): VoteView | undefined {
  const open = openVote(votes);
  const last = votes.at(-1);
  if (open || !last) return open;
  return now - last.closed_at! < RESULT_MS && !aside.has(last.id) ? last : undefined;
}

/** The ballot this site casts; none where listed delegates vote. */
export const ballotOf = (vote: VoteView | undefined, site: string | null): BallotView | undefined =>
  vote?.ballots.find(({ voter }) => voter.kind === "site" && voter.id === site);

/** Words of the centre that nobody here has read, oldest first. */
export const unread = (messages: readonly MessageView[], site: string | null): MessageView[] =>
  messages.filter((message) => message.site === site && message.read_at === null);

/** The last invitation to write instead of speaking. */
export const offerTo = (offers: readonly OfferView[], site: string | null): OfferView | undefined =>
  offers.findLast((offer) => offer.site === site);

/** Whether written opinions are taken, and when not, why. */
export function writing(state: SessionState, { opinions_until }: ConclusionView, now: number): "open" | "over" | "not_yet" {
  if (state === "live" || state === "break") return "open";
  if (state === "closed" && opinions_until !== null && now < opinions_until) return "open";
  return isOver(state) ? "over" : "not_yet";
}

export interface Called {
  site: string;
  /** This room is the one, the one after it, or neither. */
  whose: "own" | "next" | "other";
  paused: boolean;
}

/** Who is called in the roll. A tour that stands has nobody to answer. */
export function called(roll: RollCallView, site: string | null): Called | null {
  if (roll.site === null || (roll.state !== "calling" && roll.state !== "paused")) return null;
  const whose = roll.site === site ? "own" : roll.after === site && site !== null ? "next" : "other";
  return { site: roll.site, whose, paused: roll.state === "paused" };
}
