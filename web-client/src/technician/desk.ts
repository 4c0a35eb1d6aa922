// What does the technician's console keep for itself? Order, selection, the last minutes of each link, and
// which alarms have been acknowledged.
import { computed, signal } from "@preact/signals-core";
import type { Briefing } from "../core/briefing";
import { matches } from "../core/text";
import type { Culprit, SiteLink } from "../protocol";
import { lossOf, rowsOf, worstFirst, type Row } from "./health";

/** Two minutes of figures at one a second: what a sparkline can show. */
const HISTORY = 120;

export interface Point {
  up: number;
  down: number;
  roundTrip: number;
}

export interface Alarm {
  id: string;
  site: string;
  kind: "lost" | "link";
  culprit: Culprit | null;
  since: number;
  open: boolean;
}

export class TechnicianDesk {
  readonly selected = signal<string | null>(null);
  readonly worst = signal(true);
  readonly search = signal("");
  readonly listening = signal(false);
  readonly help = signal(false);
  readonly pairing = signal(false);
  readonly history = signal<ReadonlyMap<string, readonly Point[]>>(new Map());
  readonly alarms = signal<readonly Alarm[]>([]);
  readonly acknowledged = signal<ReadonlySet<string>>(new Set());
  readonly rows = computed<Row[]>(() => {
    const state = this.briefing.store.state.value;
    if (!state) return [];
    const rows = rowsOf([...state.sites.values()], state.links);
    return this.worst.value ? worstFirst(rows) : rows;
  });
  readonly found = computed(() => {
    const query = this.search.value;
    if (query === "") return this.rows.value;
    return this.rows.value.filter(({ site }) => matches([site.name, site.code, ...site.path].join(" "), query));
  });
  readonly unacknowledged = computed(() => this.alarms.value.filter((alarm) => !this.acknowledged.value.has(alarm.id)));

  constructor(readonly briefing: Briefing) {
    briefing.store.onChange((before, after) => {
      if (before?.links !== after.links) this.remember([...after.links.values()]);
      if (before?.links !== after.links || before?.sites !== after.sites) this.alarms.value = nextAlarms(this.alarms.peek(), this.rows.peek());
    });
  }

  acknowledge(id: string): void {
    this.acknowledged.value = new Set(this.acknowledged.value).add(id);
    // An alarm that is over and has been seen is done with.
    this.alarms.value = this.alarms.value.filter((alarm) => alarm.open || !this.acknowledged.value.has(alarm.id));
  }

  acknowledgeAll(): void {
    for (const alarm of this.unacknowledged.peek()) this.acknowledge(alarm.id);
  }

  private remember(links: SiteLink[]): void {
    const next = new Map(this.history.peek());
    for (const link of links) {
      if (link.site === null || link.kind !== "device") continue;
      const point = { up: lossOf(link.up), down: lossOf(link.down), roundTrip: link.round_trip_ms ?? 0 };
      next.set(link.site, [...(next.get(link.site) ?? []), point].slice(-HISTORY));
    }
    this.history.value = next;
  }
}

/** Open an alarm for each trouble not known yet, close those that are over; closed ones wait to be seen. */
export function nextAlarms(alarms: readonly Alarm[], rows: readonly Row[]): readonly Alarm[] {
  const now = rows.flatMap(troubles);
  const ids = new Set(now.map((alarm) => alarm.id));
  const kept = alarms.map((alarm) => (alarm.open === ids.has(alarm.id) ? alarm : { ...alarm, open: ids.has(alarm.id) }));
  const known = new Set(alarms.map((alarm) => alarm.id));
  return [...now.filter((alarm) => !known.has(alarm.id)), ...kept];
}

function troubles({ site, link }: Row): Alarm[] {
  if (site.state === "lost") return [{ id: `${site.id} lost ${site.since}`, site: site.id, kind: "lost", culprit: null, since: site.since, open: true }];
  const culprit = link?.culprit ?? null;
  if (culprit?.level !== "red") return [];
  return [{ id: `${site.id} ${culprit.direction} ${culprit.since}`, site: site.id, kind: "link", culprit, since: culprit.since, open: true }];
}
