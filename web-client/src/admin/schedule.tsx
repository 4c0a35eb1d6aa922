// What is planned? The week first, and beside it the form of one briefing.
import { useSignal } from "@preact/signals";
import { CalendarPlus, ChevronLeft, ChevronRight } from "lucide";
import { briefingsBetween, me, sites, units, users, type BriefingSummary, type MeAnswer, type Site, type Unit, type User } from "../core/calls";
import type { Answer } from "../core/api";
import { isValid, account } from "../core/account";
import { date, hourTime, startOfDay, weekday } from "../core/format";
import { language, t } from "../core/i18n";
import { ids } from "../testids";
import { Icon } from "../ui/icon";
import { Failure, Waiting } from "../ui/states";
import { Frame } from "./frame";
import { useLoaded } from "./loaded";
import { PlanForm } from "./plan-form";

const DAY_MS = 86_400_000;

export interface Books {
  me: MeAnswer;
  units: Unit[];
  sites: Site[];
  users: User[];
}

export async function loadBooks(): Promise<Answer<Books>> {
  const [who, unitList, siteList, userList] = await Promise.all([me(), units(), sites(), users()]);
  if (!who.ok) return who;
  if (!unitList.ok) return unitList;
  if (!siteList.ok) return siteList;
  return { ok: true, value: { me: who.value, units: unitList.value, sites: siteList.value, users: userList.ok ? userList.value : [] } };
}

export default function Schedule({ signIn }: { signIn: () => void }) {
  if (!isValid(account.value)) {
    signIn();
    return null;
  }
  return <Week />;
}

function mondayOf(ms: number): number {
  const day = startOfDay(ms);
  const weekdayIndex = (new Date(day + 7 * 3_600_000).getUTCDay() + 6) % 7;
  return day - weekdayIndex * DAY_MS;
}

function Week() {
  const monday = useSignal(mondayOf(Date.now()));
  const editing = useSignal<string | "new" | null>(null);
  const [books, booksAgain] = useLoaded(loadBooks);
  const [list, listAgain] = useLoaded(() => briefingsBetween(monday.value, monday.value + 7 * DAY_MS), [monday.value]);
  const state = books.value;
  const turn = (weeks: number) => () => (monday.value += weeks * 7 * DAY_MS);
  return (
    <Frame here="schedule" may={state.kind === "ready" ? state.value.me.may : ["edit_schedule"]} testid={ids.schedule}>
      <header class="page-head">
        <div>
          <h1>{t("plan.title")}</h1>
          <p class="dim figures">
            {date(monday.value)} – {date(monday.value + 6 * DAY_MS)}
          </p>
        </div>
        <div class="row">
          <button type="button" class="button button-icon" aria-label={t("plan.weekBack")} onClick={turn(-1)}>
            <Icon icon={ChevronLeft} />
          </button>
          <button type="button" class="button" onClick={() => (monday.value = mondayOf(Date.now()))}>
            {t("plan.thisWeek")}
          </button>
          <button type="button" class="button button-icon" aria-label={t("plan.weekOn")} onClick={turn(1)}>
            <Icon icon={ChevronRight} />
          </button>
          <button type="button" class="button button-primary" data-testid={ids.scheduleNew} onClick={() => (editing.value = "new")}>
            <Icon icon={CalendarPlus} />
            {t("plan.new")}
          </button>
        </div>
      </header>
      {state.kind === "waiting" && <Waiting what={t("home.loading")} />}
      {state.kind === "failed" && <Failure title={t("home.failed")} advice={state.error.text || t("common.offline")} retry={booksAgain} />}
      {state.kind === "ready" && (
        <div class={editing.value ? "plan plan-open" : "plan"}>
          <Calendar monday={monday.value} list={list.value.kind === "ready" ? list.value.value : []} chosen={editing.value} choose={(id) => (editing.value = id)} />
          {editing.value && (
            <PlanForm
              key={editing.value}
              id={editing.value === "new" ? null : editing.value}
              books={state.value}
              onClose={() => (editing.value = null)}
              onSaved={(id) => {
                editing.value = id;
                listAgain();
              }}
            />
          )}
        </div>
      )}
    </Frame>
  );
}

interface CalendarProps {
  monday: number;
  list: BriefingSummary[];
  chosen: string | null;
  choose: (id: string) => void;
}

function Calendar({ monday, list, chosen, choose }: CalendarProps) {
  const today = startOfDay(Date.now());
  const days = Array.from({ length: 7 }, (_, i) => monday + i * DAY_MS);
  return (
    <ol class="week">
      {days.map((day) => {
        const own = list.filter((briefing) => startOfDay(briefing.starts_at) === day).sort((a, b) => a.starts_at - b.starts_at);
        return (
          <li key={day} class="day panel" data-today={day === today}>
            <h2>
              {weekday(day, language.value)} <span class="figures dim">{date(day).slice(0, 5)}</span>
            </h2>
            <div class="events">
            {own.map((briefing) => (
              <button key={briefing.id} type="button" class="event" data-state={briefing.state} data-briefing={briefing.id} aria-pressed={chosen === briefing.id} onClick={() => choose(briefing.id)}>
                <span class="figures">
                  {hourTime(briefing.starts_at)}–{hourTime(briefing.ends_at)}
                </span>
                <strong>{briefing.title}</strong>
                <span class="dim">{t(`session.${briefing.state}`)} · {t("home.expected", { n: briefing.expected })}</span>
              </button>
            ))}
            {own.length === 0 && <p class="dim">{t("plan.free")}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
