// What does a hall see during the briefing? The programme large, the chair small, its own picture in the
// colour of its tally, and one big action.
import { CircleQuestionMark, FilePenLine, Maximize, Mic, MicOff, MonitorSmartphone, MonitorUp, Settings } from "lucide";
import type { IconNode } from "lucide";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { ActionButton, type Tone } from "../ui/action-button";
import { Announcer } from "../ui/announcer";
import { Banner } from "../ui/banner";
import { MediaRefused, Reconnecting, SoundBlocked } from "../ui/connection";
import { useDesk } from "../ui/context";
import { Confirm, Help, RefusalToast } from "../ui/dialogs";
import { Icon } from "../ui/icon";
import { Notices } from "../ui/notices";
import { Ballot } from "./ballot";
import { Message, Offer, RollCallBand } from "./bands";
import { chromeShown, useChrome } from "./chrome";
import type { Hall } from "./hall";
import { OpinionDialog } from "./opinion-dialog";
import { Prepare } from "./prepare";
import { RegisterDialog } from "./register-dialog";
import { SettingsDialog } from "./settings-dialog";
import { Agenda, Side } from "./side";
import { Stage } from "./stage";
import { StatusLine } from "./status-line";
import { useWakeLock } from "./wake-lock";

export function Room({ hall }: { hall: Hall }) {
  const { actions } = useDesk();
  const { link, media, store } = hall.briefing;
  useChrome();
  useWakeLock();
  const chrome = chromeShown.value || actions.asked.value !== null || hall.registering.value || hall.opining.value || hall.wording.value !== null;
  return (
    <main
      class={chrome ? "room" : "room room-quiet"}
      data-testid={ids.room}
      data-tally={hall.site.value?.tally ?? "off"}
      data-session={store.session.value.state}
      data-media={media.state.value.kind}
      data-link={link.state.value.kind}
    >
      <StatusLine hall={hall} />
      <Stage hall={hall} />
      <Side hall={hall} />
      <Agenda hall={hall} />
      <footer class="room-bar">
        <BigAction hall={hall} />
        <Microphone hall={hall} />
        <div class="room-tools">
          <ActionButton id="mute" icon={hall.muted.value ? MicOff : Mic} pressed={hall.muted.value} />
          <ActionButton id="content" icon={MonitorUp} pressed={hall.slides.value !== null} />
          <ActionButton id="opinion" icon={FilePenLine}>
            {t("writing.short")}
          </ActionButton>
          <ActionButton id="settings" icon={Settings} />
          <ActionButton id="second-screen" icon={MonitorSmartphone} class="button-icon-small" pressed={hall.secondScreen.value !== null} />
          <ActionButton id="fullscreen" icon={Maximize} class="button-icon-small" />
          <ActionButton id="help" icon={CircleQuestionMark} class="button-icon-small" />
        </div>
      </footer>
      <Ballot hall={hall} />
      <Prepare hall={hall} />
      {/* What lasts stands first, so that what comes and goes moves nothing. */}
      <div class="strips">
        <Message hall={hall} />
        <Banner />
        <RollCallBand hall={hall} />
        <Offer hall={hall} />
        <Reconnecting />
        <MediaRefused />
        <SoundBlocked />
        <Notices />
      </div>
      {hall.registering.value && <RegisterDialog hall={hall} />}
      {hall.opining.value && <OpinionDialog hall={hall} />}
      {hall.settings.value && <SettingsDialog hall={hall} />}
      {hall.help.value && <Help actions={actions} onClose={() => (hall.help.value = false)} />}
      <Confirm actions={actions} />
      <RefusalToast actions={actions} />
      <Announcer />
    </main>
  );
}

const BIG: { id: string; tone: Tone }[] = [
  { id: "register", tone: "primary" },
  { id: "ready", tone: "prepare" },
  { id: "finish", tone: "air" },
  { id: "withdraw", tone: "plain" },
];

/** The one thing this room can do about the floor now. */
function BigAction({ hall }: { hall: Hall }) {
  const { actions } = useDesk();
  const current = BIG.find(({ id }) => actions.byId(id).may());
  if (!current) return <div class="big-action-place">{hall.isChair.value && <span class="chair-hall">{t("room.chairHall")}</span>}</div>;
  const ready = actions.byId(current.id).ready?.() ?? true;
  const urgent = current.id === "ready" || current.id === "finish";
  return (
    <div class="big-action-place" data-testid={ids.bigAction} data-action={current.id} data-urgent={urgent}>
      <ActionButton id={current.id} tone={current.tone} class="button-large" />
      {ready !== true && <span class="big-action-reason">{t(ready)}</span>}
    </div>
  );
}

/** Is the room heard, and if not, why? Always on screen. */
function Microphone({ hall }: { hall: Hall }) {
  const reason = hall.lockReason();
  const icon: IconNode = reason ? MicOff : Mic;
  const { store } = hall.briefing;
  const asker = store.site(hall.request.value?.asker)?.name ?? "";
  const asks = hall.site.value !== undefined && store.floor.value.requests.some((request) => request.asker === hall.site.value!.id);
  return (
    <p class="mic-state" data-testid={ids.microphone} data-live={hall.heard.value} data-reason={reason ?? ""} role="status">
      <Icon icon={icon} size="1.6em" />
      <span>{reason ? t(reason, { site: asker }) : t(asks ? "room.asked" : "mic.live")}</span>
    </p>
  );
}
