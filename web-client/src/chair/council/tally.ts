// What do the votes, the opinions and the conclusion add up to? Pure sums, tested alone.
import { fromInput, toInput } from "../../core/format";
import type { AgendaItemView, Assignment, ConclusionView, OpinionView, SiteView } from "../../protocol";

const DAY_MS = 86_400_000;

export interface Attendance {
  present: number;
  absent: number;
  none: number;
}

/** Marks of the roll call, the chair's hall apart: it calls and is not called. */
export function attendance(sites: readonly SiteView[], chairSite: string | null): Attendance {
  const called = sites.filter((site) => site.id !== chairSite);
  const none = called.filter((site) => site.roll_call === null).length;
  const absent = called.filter((site) => site.roll_call === "absent" || site.roll_call === "excused").length;
  return { present: called.length - none - absent, absent, none };
}

export interface OpinionGroup {
  item: AgendaItemView | null;
  opinions: OpinionView[];
}

/** In the order of the agenda, those on the briefing as a whole last; groups without opinions are left out. */
export function byItem(agenda: readonly AgendaItemView[], opinions: readonly OpinionView[]): OpinionGroup[] {
  const known = new Set(agenda.map(({ id }) => id));
  const groups: OpinionGroup[] = agenda.map((item) => ({ item, opinions: opinions.filter((opinion) => opinion.item === item.id) }));
  groups.push({ item: null, opinions: opinions.filter((opinion) => opinion.item === null || !known.has(opinion.item)) });
  return groups.filter((group) => group.opinions.length > 0);
}

export type Missing = { field: "words" } | { field: "lead" | "due"; text: string };

/** Fields that a conclusion must have: its words, and of every task who leads until when. */
export function missing({ text, resolutions }: Pick<ConclusionView, "text" | "resolutions">): Missing[] {
  const words: Missing[] = text.trim() === "" ? [{ field: "words" }] : [];
  return resolutions.reduce((found, { text, assignment }) => (assignment ? [...found, ...missingOf(text, assignment)] : found), words);
}

function missingOf(text: string, { lead, due }: Assignment): Missing[] {
  const fields = [lead.trim() === "" && "lead", due.trim() === "" && "due"] as const;
  return fields.filter((field) => field !== false).map((field) => ({ field, text }));
}

/** The next moment at which a UTC+7 clock shows `hh:mm`; none when nothing is written. */
export function nextAt(text: string, now: number): number | null {
  const at = fromInput(`${toInput(now).slice(0, 10)}T${text}`);
  if (Number.isNaN(at)) return null;
  return at > now ? at : at + DAY_MS;
}
