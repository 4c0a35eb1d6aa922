// What can a person do here? An action is one object; buttons, keyboard and the help overlay all read the
// same list, so none can offer what the others do not.
import { computed, signal, type ReadonlySignal } from "@preact/signals-core";
import type { Key, Params } from "./i18n";
import type { Outcome } from "./link";

export interface Question {
  title: Key;
  body: Key;
  params: Params;
  yes: Key;
}

export interface Action {
  id: string;
  label: () => Key;
  /** One key, as in `KeyboardEvent.key`, lower case. */
  shortcut?: string;
  /** Shown at all: the role allows it. */
  may: () => boolean;
  /** Works now, or the reason why not. */
  ready?: () => Key | true;
  /** Asked once before a step that cannot be undone. */
  ask?: () => Question | null;
  send: () => Promise<Outcome> | void;
}

export interface Asked {
  question: Question;
  action: Action;
}

/** How long a refusal stays on screen: long enough to read twice. */
const REFUSAL_MS = 7_000;

export class Actions {
  readonly asked = signal<Asked | null>(null);
  readonly refused = signal<{ text: string | null; serial: number } | null>(null);
  readonly pending = signal<ReadonlySet<string>>(new Set());
  readonly shown: ReadonlySignal<Action[]>;
  private serial = 0;

  constructor(readonly all: readonly Action[]) {
    this.shown = computed(() => all.filter((action) => action.may()));
  }

  byId(id: string): Action {
    const action = this.all.find((a) => a.id === id);
    if (!action) throw new Error(`no action ${id}`);
    return action;
  }

  /** Perform, asking first when the action says so. */
  perform(action: Action): void {
    if (!action.may() || (action.ready?.() ?? true) !== true) return;
    const question = action.ask?.() ?? null;
    if (question) this.asked.value = { question, action };
    else void this.send(action);
  }

  answer(yes: boolean): void {
    const asked = this.asked.peek();
    this.asked.value = null;
    if (yes && asked) void this.send(asked.action);
  }

  /** Returns whether the key belonged to an action. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || this.asked.peek() || isTyping(event.target)) return false;
    const pressed = event.key.toLowerCase();
    const action = this.shown.peek().find((a) => a.shortcut === pressed);
    if (!action) return false;
    event.preventDefault();
    this.perform(action);
    return true;
  }

  report(outcome: Outcome): void {
    if (outcome.ok) return;
    const serial = ++this.serial;
    this.refused.value = { text: outcome.refusal?.text ?? null, serial };
    setTimeout(() => this.refused.peek()?.serial === serial && (this.refused.value = null), REFUSAL_MS);
  }

  private async send(action: Action): Promise<void> {
    const outcome = action.send();
    if (!outcome) return;
    this.pending.value = new Set(this.pending.peek()).add(action.id);
    this.report(await outcome);
    const rest = new Set(this.pending.peek());
    rest.delete(action.id);
    this.pending.value = rest;
  }
}

function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (!element?.matches) return false;
  return element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]") || element.closest("dialog[open]") !== null;
}
