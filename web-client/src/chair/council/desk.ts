// What does the panel of the briefing's business keep for itself? Words not yet sent: they outlive a change of page, and
// a refusal.
import { computed, signal } from "@preact/signals-core";
import { openVote } from "../../core/vote";
import { PEOPLE_MAX, type Quorum, type SiteView } from "../../protocol";
import type { Console } from "../console";

/** A vote that is being put into words. Without delegates each site has one ballot. */
export interface VoteDraft {
  question: string;
  named: boolean;
  quorum: Quorum;
  delegates: readonly string[];
}

/** What somebody says by telephone, in one vote and in no other. */
export interface BallotDraft {
  vote: string;
  /** The JSON of a `Voter`; empty = nobody chosen. */
  voter: string;
  words: string;
}

/** A decision or task as it is being written; `resolution` names the one that is changed. */
export interface TaskDraft {
  resolution: string | null;
  item: string;
  text: string;
  task: boolean;
  lead: string;
  cooperating: string;
  due: string;
}

export const noVote: VoteDraft = { question: "", named: true, quorum: "half", delegates: [] };
export const noTask: TaskDraft = { resolution: null, item: "", text: "", task: true, lead: "", cooperating: "", due: "" };
export const noMessage = { site: "", text: "" };

/** Whether a new decision or task is being written: one that is changed is still there as it was. */
export const isWritten = ({ resolution, text }: TaskDraft): boolean => resolution === null && text.trim() !== "";

/** Seconds a site in the roll call, unless somebody says otherwise. */
export const USUAL_SECONDS = 8;
/** A key pressed so soon after the tour went on by itself was meant for the site before. */
const MOVED_MS = 700;
/** The tour moves this soon after a step of this console, by the server's clock as it is known here. */
const OWN_STEP_MS = 2_000;

export class CouncilDesk {
  readonly seconds = signal(USUAL_SECONDS);
  readonly again = signal(false);
  /** The head count as typed, for the site it was typed for. */
  readonly people = signal({ site: "", text: "" });
  readonly voteDraft = signal<VoteDraft>(noVote);
  readonly ballotDraft = signal<BallotDraft>({ vote: "", voter: "", words: "" });
  /** Null = as the server has it. */
  readonly hours = signal<string | null>(null);
  readonly banner = signal<string | null>(null);
  readonly recess = signal<{ words: string; resumes: string } | null>(null);
  readonly message = signal(noMessage);
  /** Words of the general conclusion, and of items by id, that are not saved. */
  readonly words = signal<string | null>(null);
  readonly itemWords = signal<Readonly<Record<string, string>>>({});
  readonly task = signal<TaskDraft>(noTask);
  readonly vote = computed(() => openVote(this.console.briefing.store.state.value?.votes ?? []));
  /** The ballot that is being entered in the open vote. */
  readonly ballot = computed<BallotDraft>(() => {
    const vote = this.vote.value?.id ?? "";
    return this.ballotDraft.value.vote === vote ? this.ballotDraft.value : { vote, voter: "", words: "" };
  });
  /** The site a mark is for: the called one, else the one chosen in the list; the chair's hall calls and is not called. */
  readonly called = computed(() => {
    const { store } = this.console.briefing;
    const site = store.state.value?.roll_call.site ?? this.console.selectedSite.value;
    return site === store.state.value?.seat.site ? undefined : store.site(site);
  });
  /** What stands in the field of the head count. */
  readonly count = computed(() => countOf(this.people.value, this.called.value));
  private steppedAt = 0;

  constructor(readonly console: Console) {}

  /** This console makes the tour go on. */
  step(): void {
    this.steppedAt = this.console.briefing.now();
  }

  /** Whether the tour went on by itself a moment ago. */
  justMoved(): boolean {
    const roll = this.console.briefing.store.state.peek()?.roll_call;
    if (!roll || roll.until === null) return false;
    const movedAt = roll.until - roll.seconds * 1_000;
    return this.console.briefing.now() - movedAt < MOVED_MS && Math.abs(movedAt - this.steppedAt) > OWN_STEP_MS;
  }
}

/** What was typed for this site, else what is known of it. */
export function countOf(typed: { site: string; text: string }, site: Pick<SiteView, "id" | "people"> | undefined): string {
  return site && typed.site === site.id ? typed.text : String(site?.people ?? "");
}

/** A head count; null when none is written, undefined when it is none. */
export function peopleIn(text: string): number | null | undefined {
  if (text === "") return null;
  const people = Number(text);
  return Number.isInteger(people) && people >= 0 && people <= PEOPLE_MAX ? people : undefined;
}

export const focus = (selector: string): void => document.querySelector<HTMLElement>(`.council ${selector}`)?.focus();
