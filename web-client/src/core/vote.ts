// How may one vote, and in which vote?
import type { Choice, VoteView } from "../protocol";

/** In the order of the ballot, which is that of its keys. */
export const CHOICES: readonly Choice[] = ["for", "against", "other"];

/** At most one vote is open; a void one is over. */
export const openVote = (votes: readonly VoteView[]): VoteView | undefined => votes.find((vote) => vote.closed_at === null);
