// How is the technician's console laid out? Counts on top, the matrix, and the chosen site and alarms beside it.
import { CircleQuestionMark, Volume2, VolumeX } from "lucide";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Announcer } from "../ui/announcer";
import { Banner } from "../ui/banner";
import { Since, WallClock } from "../ui/clock";
import { MediaRefused, Reconnecting, SoundBlocked } from "../ui/connection";
import { useDesk } from "../ui/context";
import { Confirm, Help, RefusalToast } from "../ui/dialogs";
import { Notices } from "../ui/notices";
import { PairDialog } from "../ui/pair-dialog";
import { HomeLink } from "../ui/home-link";
import { LanguageSwitch, ThemeSwitch } from "../ui/preferences";
import { Alarms } from "./alarms";
import type { TechnicianDesk } from "./desk";
import { Detail } from "./detail";
import { Matrix } from "./matrix";

export function TechnicianScreen({ desk }: { desk: TechnicianDesk }) {
  const { briefing, actions } = useDesk();
  return (
    <main
      class="console-screen technician"
      data-testid={ids.technician}
      data-media={briefing.media.state.value.kind}
      data-link={briefing.link.state.value.kind}
      aria-label={t("tech.title")}
    >
      <Top desk={desk} />
      <Matrix desk={desk} />
      <div class="beside">
        <Detail desk={desk} />
        <Alarms desk={desk} />
      </div>
      <Banner />
      <div class="strips">
        <Reconnecting />
        <MediaRefused />
        <SoundBlocked />
        <Notices />
      </div>
      {desk.help.value && <Help actions={actions} onClose={() => (desk.help.value = false)} />}
      {desk.pairing.value && <PairDialog sites={desk.briefing.store.siteList.value} chosen={desk.selected.value} onClose={() => (desk.pairing.value = false)} />}
      <Confirm actions={actions} />
      <RefusalToast actions={actions} />
      <Announcer />
    </main>
  );
}

function Top({ desk }: { desk: TechnicianDesk }) {
  const { store } = desk.briefing;
  const { state, since } = store.session.value;
  return (
    <header class="top-bar">
      <HomeLink />
      <div class="top-title">
        <h1>{store.briefing.value.title}</h1>
        <p class="dim">{t("tech.title")}</p>
      </div>
      <span class="session-state" data-testid={ids.sessionState} data-state={state}>
        {t(`session.${state}`)} <Since from={since} />
      </span>
      <Counts desk={desk} />
      <div class="top-tools">
        <ActionButton id="listen" icon={desk.listening.value ? Volume2 : VolumeX} tone="quiet" pressed={desk.listening.value} />
        <ActionButton id="help" icon={CircleQuestionMark} tone="quiet" class="button-icon-small" />
        <LanguageSwitch />
        <ThemeSwitch />
        <WallClock />
      </div>
    </header>
  );
}

/** Good, weak, bad, lost, absent: the whole tree in five numbers. */
function Counts({ desk }: { desk: TechnicianDesk }) {
  const rows = desk.rows.value;
  const kinds = ["good", "weak", "bad", "lost", "absent"] as const;
  return (
    <dl class="counts">
      {kinds.map((kind) => {
        const n = rows.filter((row) => row.grade === kind).length;
        return (
          <div key={kind} data-grade={kind} data-zero={n === 0}>
            <dt>{t(`tech.count.${kind}`)}</dt>
            <dd class="figures">{n}</dd>
          </div>
        );
      })}
    </dl>
  );
}
