// How do screens read the state? As signals, one per object of the protocol, so that a change of one
// object redraws only what shows it.
import { computed, signal, type ReadonlySignal } from "@preact/signals-core";
import type { ServerMessage, SiteView } from "../protocol";
import { reduce, type BriefingState } from "./state";

export type Listener = (before: BriefingState | null, after: BriefingState) => void;

export class Store {
  readonly state = signal<BriefingState | null>(null);
  readonly ready = computed(() => this.state.value !== null);
  readonly me = this.slice("me");
  readonly briefing = this.slice("briefing");
  readonly session = this.slice("session");
  readonly agenda = this.slice("agenda");
  readonly floor = this.slice("floor");
  readonly programme = this.slice("programme");
  readonly seat = this.slice("seat");
  readonly sites = this.slice("sites");
  readonly people = this.slice("people");
  readonly rollCall = this.slice("roll_call");
  readonly order = this.slice("order");
  readonly votes = this.slice("votes");
  readonly opinions = this.slice("opinions");
  readonly offers = this.slice("offers");
  readonly messages = this.slice("messages");
  readonly conclusion = this.slice("conclusion");
  readonly seeing = this.slice("seeing");
  readonly links = this.slice("links");
  readonly notices = this.slice("notices");
  /** Sites before `welcome` too. What is asked of them hangs on this and not on the whole state, or every packet of
   * figures would redraw a roster of 160. */
  private readonly roster = computed(() => this.state.value?.sites);
  readonly siteList = computed<SiteView[]>(() => [...(this.roster.value?.values() ?? [])]);
  private listeners: Listener[] = [];

  apply(message: ServerMessage): void {
    const before = this.state.peek();
    const after = reduce(before, message);
    if (after === null || after === before) return;
    this.state.value = after;
    for (const listener of this.listeners) listener(before, after);
  }

  /** Called after each change with the state before and after. */
  onChange(listener: Listener): void {
    this.listeners.push(listener);
  }

  site(id: string | null | undefined): SiteView | undefined {
    return id ? this.roster.value?.get(id) : undefined;
  }

  /** Screens are mounted only after `welcome`, so the slices they read exist. */
  private slice<K extends keyof BriefingState>(key: K): ReadonlySignal<BriefingState[K]> {
    return computed(() => {
      const state = this.state.value;
      if (state === null) throw new Error(`${key} was read before welcome`);
      return state[key];
    });
  }
}
