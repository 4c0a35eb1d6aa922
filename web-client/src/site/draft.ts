// What has been written and not sent? One opinion a briefing, kept on this machine across a reload.
import { readStored, writeStored } from "../core/stored";
import type { OfferView } from "../protocol";

export interface Draft {
  author: string;
  post: string;
  /** The agenda item; empty = the briefing as a whole. */
  item: string;
  text: string;
}

const keyOf = (briefing: string): string => `giaoban.opinion.${briefing}`;

/** What was being written, else an empty sheet for whom and what the site is asked. */
export function beginDraft(briefing: string, offer: OfferView | undefined, speaker: { speaker: string; post: string }, item: string): Draft {
  const kept = readStored<Partial<Draft>>(keyOf(briefing), {});
  const begun: Draft = {
    author: offer?.speaker || speaker.speaker,
    post: offer?.post || speaker.post,
    item: offer ? (offer.item ?? "") : item,
    text: "",
  };
  return kept.text ? { ...begun, ...kept } : begun;
}

export const keepDraft = (briefing: string, draft: Draft): void => writeStored(keyOf(briefing), draft);

export const dropDraft = (briefing: string): void => writeStored(keyOf(briefing), null);

/** The draft in a form, in the names of its fields. */
export function draftOf(form: HTMLFormElement): Draft {
  const data = new FormData(form);
  const field = (name: keyof Draft) => String(data.get(name) ?? "");
  return { author: field("author"), post: field("post"), item: field("item"), text: field("text") };
}
