// What does the chair's or secretary's console keep for itself? Selection, search and preview; everything else
// is the briefing's.
import { computed, effect, signal } from "@preact/signals-core";
import type { Briefing } from "../core/briefing";
import { queue, speakers, upNext } from "../core/floor";
import { entriesBetween, type Entry } from "../core/journal";
import type { Outcome } from "../core/link";
import { matches } from "../core/text";
import type { Command, RequestView, SiteView } from "../protocol";

/** Entries kept in "since you looked"; older ones are in the record. */
const JOURNAL_KEPT = 60;
/** Thumbnail 0 is the preview, the others are the wall. */
export const WALL_FIRST = 1;

export class Console {
  readonly selectedSite = signal<string | null>(null);
  readonly selectedRequest = signal<string | null>(null);
  /** Chosen by hand; otherwise the preview follows the queue. */
  readonly chosenPreview = signal<string | null>(null);
  readonly search = signal("");
  readonly wall = signal(false);
  readonly page = signal(0);
  readonly listening = signal(false);
  readonly help = signal(false);
  readonly declining = signal<string | null>(null);
  readonly journal = signal<readonly Entry[]>([]);
  readonly journalOpen = signal(false);
  readonly lookedAt = signal(Date.now());

  readonly found = computed<SiteView[]>(() => {
    const query = this.search.value;
    const sites = this.briefing.store.siteList.value;
    if (query === "") return sites;
    // Typing "bao" means Bảo Hà before every commune of Bảo Yên.
    const byName = sites.filter((site) => matches(`${site.name} ${site.code}`, query));
    const byPlace = sites.filter((site) => !byName.includes(site) && matches([site.name, ...site.path].join(" "), query));
    return [...byName, ...byPlace];
  });
  readonly waiting = computed(() => {
    const floor = this.briefing.store.state.value?.floor;
    return floor ? queue(floor) : [];
  });
  readonly speaker = computed(() => {
    const floor = this.briefing.store.state.value?.floor;
    return floor ? speakers(floor)[0] : undefined;
  });
  readonly next = computed(() => {
    const floor = this.briefing.store.state.value?.floor;
    return floor ? upNext(floor) : undefined;
  });
  /** The request chosen in the queue while it still waits, else the one a single key invites. */
  readonly chosen = computed(() => this.waiting.value.find((request) => request.id === this.selectedRequest.value));
  readonly previewSite = computed(() => {
    const onAir = this.briefing.store.state.value?.programme.on_air;
    const wanted = this.chosenPreview.value ?? this.next.value?.site ?? this.selectedSite.value;
    return wanted && wanted !== onAir ? wanted : null;
  });
  readonly unread = computed(() => this.journal.value.filter((entry) => entry.at > this.lookedAt.value).length);
  private undo: () => void;

  constructor(readonly briefing: Briefing) {
    briefing.store.onChange((before, after) => {
      const entries = entriesBetween(before, after, Date.now());
      if (entries.length > 0) this.journal.value = [...this.journal.value, ...entries].slice(-JOURNAL_KEPT);
    });
    this.undo = effect(() => {
      briefing.watch.setListen(this.listening.value);
      briefing.sound.setWanted(this.listening.value);
    });
  }

  stop(): void {
    this.undo();
  }

  /** The server knows from the sender's part whose authority is used, and writes it down. */
  send(command: Command, seen?: number): Promise<Outcome> {
    return this.briefing.command(command, seen);
  }

  /** A command that acts on the queue as seen. */
  onFloor(command: Command): Promise<Outcome> {
    return this.send(command, this.briefing.store.floor.peek().rev);
  }

  onProgramme(command: Command): Promise<Outcome> {
    return this.send(command, this.briefing.store.programme.peek().rev);
  }

  /** Change the order of the queue by one place. */
  move(request: RequestView, by: -1 | 1): Promise<Outcome> | void {
    const order = this.waiting.peek().filter((r) => r.state === "queued").map((r) => r.id);
    const from = order.indexOf(request.id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= order.length) return;
    [order[from], order[to]] = [order[to]!, order[from]!];
    return this.onFloor({ do: "reorder", order });
  }

  look(): void {
    this.journalOpen.value = !this.journalOpen.value;
    if (!this.journalOpen.value) this.lookedAt.value = Date.now();
  }
}
