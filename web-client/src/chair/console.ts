// What does the chair's or secretary's console keep for itself? Selection, search and preview; everything else
// is the briefing's.
import { computed, effect, signal } from "@preact/signals-core";
import type { Briefing } from "../core/briefing";
import { queue, speakers, upNext } from "../core/floor";
import { entriesBetween, type Entry } from "../core/journal";
import type { Outcome } from "../core/link";
import { matches } from "../core/text";
import type { Page } from "./council/pages";
import type { Command, RequestView, SiteView } from "../protocol";

/** Entries kept in "since you looked"; older ones are in the record. */
const JOURNAL_KEPT = 60;
/** Thumbnail 0 is the preview, then comes the mosaic on air, then the wall. */
export const MOSAIC_FIRST = 1;
/** Pictures on a page of the wall: more are too small to see a face in. */
const WALL_PAGE = 8;

export class Console {
  readonly selectedSite = signal<string | null>(null);
  readonly selectedRequest = signal<string | null>(null);
  readonly chosenMicrophone = signal<string | null>(null);
  /** Chosen by hand; otherwise the preview follows the queue. */
  readonly chosenPreview = signal<string | null>(null);
  readonly search = signal("");
  readonly wall = signal(false);
  readonly page = signal(0);
  readonly listening = signal(false);
  readonly help = signal(false);
  /** Which dialog is open. */
  readonly dialog = signal<"conduct" | "seat" | "compose" | "closing" | null>(null);
  /** The open page of the panel of the briefing's business. */
  readonly council = signal<Page | null>(null);
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
  readonly microphones = computed(() => {
    const floor = this.briefing.store.state.value?.floor;
    return floor ? speakers(floor) : [];
  });
  /** Whom a key ends, interrupts or gives more time. Of several microphones somebody chooses: never we. */
  readonly speaker = computed(() => {
    const open = this.microphones.value;
    return open.length === 1 ? open[0] : open.find((request) => request.id === this.chosenMicrophone.value);
  });
  /** Microphones that may be open at once. */
  readonly capacity = computed(() => {
    const mode = this.briefing.store.state.value?.session.mode;
    return mode?.kind === "discussion" ? mode.microphones : 1;
  });
  /** Called or invited, and nothing comes: the chosen one, else the first that has had its time. */
  readonly silent = computed(() => {
    const all = [...this.microphones.value.filter((r) => r.state === "granted"), ...this.waiting.value.filter((r) => r.state === "next" && !r.ready)];
    const late = all.filter((request) => request.warning);
    return late.find((request) => request.id === this.selectedRequest.value) ?? late[0];
  });
  readonly next = computed(() => {
    const floor = this.briefing.store.state.value?.floor;
    return floor ? upNext(floor) : undefined;
  });
  /** The request chosen in the queue while it still waits, else the one a single key invites. */
  readonly chosen = computed(() => this.waiting.value.find((request) => request.id === this.selectedRequest.value));
  readonly previewSite = computed(() => {
    const onAir = this.briefing.store.state.value?.programme.on_air;
    const roll = this.briefing.store.state.value?.roll_call;
    // The site a roll call stands at is looked at, on air or not.
    if (this.council.value === "roll" && roll?.site) return roll.site;
    const wanted = this.chosenPreview.value ?? this.next.value?.site ?? this.selectedSite.value;
    return wanted && wanted !== onAir ? wanted : null;
  });
  /** Sites of the mosaic on air. */
  readonly mosaic = computed<readonly string[]>(() => {
    const mode = this.briefing.store.state.value?.programme.mode;
    return mode?.kind === "mosaic" ? mode.sites : [];
  });
  /** A large mosaic leaves no lines for the wall; then the roster is shown. */
  readonly wallPage = computed(() => Math.min(WALL_PAGE, this.briefing.thumbnails - MOSAIC_FIRST - this.mosaic.value.length));
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

  onSeat(command: Command): Promise<Outcome> {
    return this.send(command, this.briefing.store.seat.peek().rev);
  }

  /** Change the order of the queue by one place. */
  move(request: RequestView, by: -1 | 1): Promise<Outcome> | void {
    const order = this.order();
    const neighbour = order[order.indexOf(request.id) + by];
    if (neighbour) return this.moveTo(request.id, neighbour);
  }

  /** Put a queued request in the place of another, which makes way. */
  moveTo(id: string, place: string): Promise<Outcome> | void {
    const order = this.order();
    const [from, to] = [order.indexOf(id), order.indexOf(place)];
    if (from < 0 || to < 0 || from === to) return;
    order.splice(from, 1);
    order.splice(to, 0, id);
    return this.onFloor({ do: "reorder", order });
  }

  private order(): string[] {
    return this.waiting.peek().filter((r) => r.state === "queued").map((r) => r.id);
  }

  look(): void {
    this.journalOpen.value = !this.journalOpen.value;
    if (!this.journalOpen.value) this.lookedAt.value = Date.now();
  }
}
