// Where is the briefing in its agenda? Items in order with the running one's clock, and what comes next.
import { ChevronRight, ListOrdered, SquareCheck } from "lucide";
import { tick } from "../core/clock";
import { span } from "../core/format";
import { t } from "../core/i18n";
import type { AgendaItemView } from "../protocol";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Icon } from "../ui/icon";
import type { Console } from "./console";

export function AgendaStrip({ console }: { console: Console }) {
  const agenda = console.briefing.store.agenda.value;
  return (
    <footer class="agenda-strip" data-testid={ids.agenda} aria-label={t("room.agenda")}>
      <h2>
        <Icon icon={ListOrdered} /> {t("room.agenda")}
      </h2>
      <ol class="agenda-items">
        {agenda.length === 0 && <li class="dim">{t("agenda.empty")}</li>}
        {agenda.map((item, i) => (
          <Item key={item.id} console={console} item={item} place={i + 1} />
        ))}
      </ol>
      <ActionButton id="next-item" icon={ChevronRight} />
      <ActionButton id="close-item" icon={SquareCheck} tone="quiet" />
    </footer>
  );
}

function Item({ console, item, place }: { console: Console; item: AgendaItemView; place: number }) {
  const state = item.closed_at !== null ? "closed" : item.started_at !== null ? "current" : "ahead";
  return (
    <li class="agenda-item" data-testid={ids.agendaItem} data-item={item.id} data-state={state} aria-current={state === "current" ? "step" : undefined}>
      <span class="agenda-place figures">{place}</span>
      <span class="agenda-title">{item.title}</span>
      <ItemClock console={console} item={item} />
    </li>
  );
}

function ItemClock({ console, item }: { console: Console; item: AgendaItemView }) {
  if (item.started_at === null || item.closed_at !== null) return <span class="figures dim">{t("unit.minutes", { n: item.minutes })}</span>;
  tick.value;
  const left = item.minutes * 60_000 - (console.briefing.now() - item.started_at);
  return (
    <strong class="figures" data-urgency={left < 0 ? "over" : "calm"}>
      {span(left)}
    </strong>
  );
}
