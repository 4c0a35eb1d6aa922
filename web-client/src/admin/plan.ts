// What does the form of one briefing hold? One value, checked as the server checks it, so that most mistakes
// are named before they are sent.
import type { AgendaInput, BriefingInput } from "../core/calls";
import { fromInput, startOfDay, toInput } from "../core/format";
import type { Key } from "../core/i18n";

export interface Plan {
  title: string;
  starts: string;
  ends: string;
  place: string;
  codec: string;
  chairUser: string;
  chairSite: string;
  mainSite: string;
  secretaries: string[];
  deputies: string[];
  agenda: AgendaInput[];
  sites: ReadonlySet<string>;
  announced: boolean;
}

export type FieldErrors = Partial<Record<string, string>>;

const HOUR_MS = 3_600_000;

/** Tomorrow at half past seven, as most weekly briefings begin. */
export function emptyPlan(now: number): Plan {
  const start = startOfDay(now) + 24 * HOUR_MS + 7.5 * HOUR_MS;
  return {
    title: "",
    starts: toInput(start),
    ends: toInput(start + 3 * HOUR_MS),
    place: "",
    codec: "vp8",
    chairUser: "",
    chairSite: "",
    mainSite: "",
    secretaries: [],
    deputies: [],
    agenda: [{ title: "", minutes: 30, speech_minutes: 5 }],
    sites: new Set(),
    announced: false,
  };
}

export function planOf(input: BriefingInput): Plan {
  return {
    title: input.title,
    starts: toInput(input.starts_at),
    ends: toInput(input.ends_at),
    place: input.place,
    codec: input.codec,
    chairUser: input.chair_user ?? "",
    chairSite: input.chair_site ?? "",
    mainSite: input.main_site ?? "",
    secretaries: input.secretary_users ?? [],
    deputies: input.deputies ?? [],
    agenda: input.agenda,
    sites: new Set(input.sites),
    announced: input.announced,
  };
}

/** What is sent; announcing is a decision of its own and is never taken back by saving. */
export function inputOf(plan: Plan, announce: boolean): BriefingInput {
  return {
    title: plan.title.trim(),
    starts_at: fromInput(plan.starts),
    ends_at: fromInput(plan.ends),
    place: plan.place.trim(),
    codec: plan.codec,
    chair_user: plan.chairUser || null,
    chair_site: plan.chairSite || null,
    main_site: plan.mainSite || null,
    secretary_users: plan.secretaries,
    deputies: plan.deputies,
    agenda: plan.agenda.filter((item) => item.id !== undefined || item.title.trim() !== ""),
    sites: [...plan.sites],
    announced: announce || plan.announced,
  };
}

/** Fields that are certainly wrong, by the server's field names. */
export function checkPlan(plan: Plan): Partial<Record<string, Key>> {
  const errors: Partial<Record<string, Key>> = {};
  const [starts, ends] = [fromInput(plan.starts), fromInput(plan.ends)];
  if (plan.title.trim() === "") errors.title = "plan.error.title";
  if (Number.isNaN(starts)) errors.starts_at = "plan.error.time";
  if (Number.isNaN(ends)) errors.ends_at = "plan.error.time";
  else if (ends <= starts) errors.ends_at = "plan.error.order";
  if (plan.chairUser === "") errors.chair_user = "plan.error.chair";
  if (plan.chairSite === "") errors.chair_site = "plan.error.chairSite";
  if (plan.sites.size === 0) errors.sites = "plan.error.sites";
  return errors;
}
