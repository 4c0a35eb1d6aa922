// What happened since the operator looked: who joined, was lost, asked?
import { useLayoutEffect, useRef } from "preact/hooks";
import { clockTime } from "../core/format";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { sentence } from "../ui/announcer";
import type { Console } from "./console";

export function Journal({ console }: { console: Console }) {
  const list = useRef<HTMLElement>(null);
  const open = console.journalOpen.value;
  useLayoutEffect(() => void (open && list.current?.focus()), [open]);
  if (!open) return null;
  const entries = [...console.journal.value].reverse();
  return (
    <aside
      ref={list}
      class="journal panel scroll"
      tabIndex={-1}
      data-testid={ids.journal}
      aria-label={t("journal.title")}
      onKeyDown={(event) => event.key === "Escape" && console.look()}
    >
      <h2>{t("journal.title")}</h2>
      {entries.length === 0 && <p class="dim">{t("journal.empty")}</p>}
      <ol>
        {entries.map((entry, i) => (
          <li key={entries.length - i} data-kind={entry.kind} data-unread={entry.at > console.lookedAt.value}>
            <time class="figures dim">{clockTime(entry.at)}</time>
            <span>{sentence(entry, console.briefing.store)}</span>
          </li>
        ))}
      </ol>
    </aside>
  );
}
