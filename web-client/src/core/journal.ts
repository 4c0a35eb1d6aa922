// What happened since the operator looked? Entries derived from two states, never kept by hand.
import { holds } from "./floor";
import { isHere } from "./presence";
import type { BriefingState } from "./state";

export type EntryKind = "joined" | "lost" | "asked" | "withdrew" | "granted" | "finished" | "opened" | "paused" | "closed";

export interface Entry {
  kind: EntryKind;
  site: string | null;
  at: number;
}

/** What changed between two states, in the words of the journal. */
export function entriesBetween(before: BriefingState | null, after: BriefingState, at: number): Entry[] {
  if (!before) return [];
  return [...siteEntries(before, after, at), ...floorEntries(before, after, at), ...sessionEntries(before, after, at)];
}

function siteEntries(before: BriefingState, after: BriefingState, at: number): Entry[] {
  if (before.sites === after.sites) return [];
  const entries: Entry[] = [];
  for (const site of after.sites.values()) {
    const was = before.sites.get(site.id)?.state ?? "absent";
    if (was === site.state) continue;
    const here = isHere(site);
    const wasHere = isHere({ state: was });
    if (here && !wasHere) entries.push({ kind: "joined", site: site.id, at });
    if (wasHere && !here) entries.push({ kind: "lost", site: site.id, at });
  }
  return entries;
}

function floorEntries(before: BriefingState, after: BriefingState, at: number): Entry[] {
  if (before.floor === after.floor) return [];
  const entries: Entry[] = [];
  const old = new Map(before.floor.requests.map((r) => [r.id, r]));
  for (const request of after.floor.requests) {
    const was = old.get(request.id);
    old.delete(request.id);
    const granted = request.state === "granted" || request.state === "speaking";
    // Who was interrupted or lost goes on; that is no new invitation.
    if (granted && !(was && holds(was))) entries.push({ kind: "granted", site: request.site, at });
    else if (!was) entries.push({ kind: "asked", site: request.site, at });
  }
  for (const gone of old.values()) {
    entries.push({ kind: holds(gone) ? "finished" : "withdrew", site: gone.site, at });
  }
  return entries;
}

function sessionEntries(before: BriefingState, after: BriefingState, at: number): Entry[] {
  if (before.session.state === after.session.state) return [];
  const kinds: Partial<Record<string, EntryKind>> = { live: "opened", break: "paused", closed: "closed" };
  const kind = kinds[after.session.state];
  return kind ? [{ kind, site: null, at }] : [];
}
