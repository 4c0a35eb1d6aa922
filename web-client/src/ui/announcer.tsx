// How do people who do not see the screen learn of floor changes? One polite live region per screen.
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import { entriesBetween, type Entry } from "../core/journal";
import { t, type Key } from "../core/i18n";
import type { Store } from "../core/store";
import { ids } from "../testids";
import { useBriefing } from "./context";

const spoken = signal("");
const SAID: ReadonlySet<Entry["kind"]> = new Set(["granted", "finished", "opened", "paused", "closed"]);

export function Announcer() {
  const { store } = useBriefing();
  useEffect(() => {
    store.onChange((before, after) => {
      const words = entriesBetween(before, after, Date.now())
        .filter((entry) => SAID.has(entry.kind))
        .map((entry) => sentence(entry, store));
      if (words.length > 0) spoken.value = words.join(". ");
    });
  }, [store]);
  return (
    <div class="visually-hidden" role="status" aria-live="polite" data-testid={ids.announcer}>
      {spoken.value}
    </div>
  );
}

export const sentence = (entry: Entry, store: Store): string =>
  t(`journal.${entry.kind}` satisfies Key, { site: store.site(entry.site)?.name ?? "" });
