// Which briefing is this, in which state, and what happened since the operator looked?
import { Armchair, Bell, CircleQuestionMark, DoorOpen, FlagTriangleRight, Gavel, Pause, Play, SlidersHorizontal, Square, Volume2, VolumeX } from "lucide";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Since, WallClock } from "../ui/clock";
import { HomeLink } from "../ui/home-link";
import { LanguageSwitch, ThemeSwitch } from "../ui/preferences";
import type { Console } from "./console";

export function TopBar({ console }: { console: Console }) {
  const { store } = console.briefing;
  const { state, since, mode } = store.session.value;
  const { title, place } = store.briefing.value;
  const unread = console.unread.value;
  return (
    <header class="top-bar">
      <HomeLink />
      <div class="top-title">
        <h1>{title}</h1>
        <p class="dim">{[place, store.seat.value.holder_name && t("chair.holder", { name: store.seat.value.holder_name })].filter(Boolean).join(" · ")}</p>
      </div>
      <span class="session-state" data-testid={ids.sessionState} data-state={state}>
        {t(`session.${state}`)} <Since from={since} />
      </span>
      <SeatNotice console={console} />
      <div class="top-steps">
        <ActionButton id="publish" icon={FlagTriangleRight} tone="primary" />
        <ActionButton id="start-test" icon={FlagTriangleRight} />
        <ActionButton id="back-to-test" icon={FlagTriangleRight} />
        <ActionButton id="open-lobby" icon={DoorOpen} />
        <ActionButton id="open" icon={Play} tone="primary" />
        <ActionButton id="break" icon={Pause} />
        <ActionButton id="resume" icon={Play} tone="primary" />
        <ActionButton id="close" icon={Square} />
      </div>
      <div class="top-tools">
        <ActionButton id="journal" icon={Bell} tone="quiet" pressed={console.journalOpen.value} class={unread > 0 ? "has-unread" : ""}>
          {unread > 0 ? t("journal.unread", { n: unread }) : t("journal.title")}
        </ActionButton>
        <ActionButton id="listen" icon={console.listening.value ? Volume2 : VolumeX} tone="quiet" pressed={console.listening.value} />
        <ActionButton id="council" icon={Gavel} tone="quiet" pressed={console.council.value !== null} />
        <ActionButton id="conduct" icon={SlidersHorizontal} tone="quiet" class="conduct-button">
          {mode.kind === "discussion" ? t("conduct.short.discussion", { n: mode.microphones }) : t(`conduct.short.${mode.kind}`)}
        </ActionButton>
        <ActionButton id="seat" icon={Armchair} tone="quiet" />
        <ActionButton id="help" icon={CircleQuestionMark} tone="quiet" class="button-icon-small" />
        <LanguageSwitch />
        <ThemeSwitch />
        <WallClock />
      </div>
    </header>
  );
}

/** The chair's console is lost, or somebody else holds the seat. */
function SeatNotice({ console }: { console: Console }) {
  const { state, holder_name } = console.briefing.store.seat.value;
  return (
    <div class="seat-notice" role="status">
      {state === "grace" && <span class="pill pill-warning">{t("seat.grace", { name: holder_name })}</span>}
      {state === "acting" && <span class="pill pill-warning">{t("seat.acting")}</span>}
      {state === "vacant" && <span class="pill pill-warning">{t("seat.vacant")}</span>}
      <ActionButton id="take-seat" tone="primary" />
    </div>
  );
}
