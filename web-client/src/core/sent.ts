// When is a draft forgotten? Once it is sent, not when it is refused.
import type { Signal } from "@preact/signals-core";
import type { Outcome } from "./link";

/** Empties a draft when what it said was taken, unless somebody wrote on meanwhile. */
export async function sent<T>(draft: Signal<T>, empty: NoInfer<T>, sending: Promise<Outcome>): Promise<Outcome> {
  const was = draft.peek();
  const outcome = await sending;
  if (outcome.ok && draft.peek() === was) draft.value = empty;
  return outcome;
}
