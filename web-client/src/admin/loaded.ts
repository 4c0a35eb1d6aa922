// How is a page's data fetched? Once, then again on demand; waiting, failed and ready are told apart.
import { signal, type Signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Answer, ApiError } from "../core/api";

export type Loaded<T> = { kind: "waiting" } | { kind: "failed"; error: ApiError } | { kind: "ready"; value: T };

export function useLoaded<T>(load: () => Promise<Answer<T>>, keys: unknown[] = []): [Signal<Loaded<T>>, () => void] {
  const [state] = useState(() => signal<Loaded<T>>({ kind: "waiting" }));
  const again = async () => {
    const answer = await load();
    state.value = answer.ok ? { kind: "ready", value: answer.value } : { kind: "failed", error: answer.error };
  };
  useEffect(() => void again(), keys);
  return [state, () => void again()];
}
