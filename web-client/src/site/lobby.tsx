// Is this room fit for the briefing? Picture, level, speaker and network before anything is published, and the
// time left until it begins.
import { useSignal } from "@preact/signals";
import { ArrowRight, CircleCheck, CircleDashed, CircleX, TriangleAlert, Volume2 } from "lucide";
import { useEffect } from "preact/hooks";
import { tick } from "../core/clock";
import { date, hourTime, span } from "../core/format";
import { t } from "../core/i18n";
import { playTestTone } from "../core/meter";
import { ids } from "../testids";
import { Banner } from "../ui/banner";
import { WallClock } from "../ui/clock";
import { Icon } from "../ui/icon";
import { LanguageSwitch } from "../ui/preferences";
import { Message } from "./bands";
import { DevicePicker } from "./device-picker";
import type { Hall } from "./hall";
import { Level } from "./level";
import { OwnPicture } from "./own-picture";

export function Lobby({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const { title, place } = store.briefing.value;
  const { camera, microphone } = hall.devices;
  return (
    <main class="lobby" data-testid={ids.lobby} data-media={hall.briefing.media.state.value.kind}>
      <header class="lobby-head">
        <div>
          <p class="eyebrow">{hall.site.value?.name}</p>
          <h1>{title}</h1>
          <p class="dim">{place}</p>
        </div>
        <StartsIn hall={hall} />
      </header>
      <section class="lobby-preview" aria-label={t("lobby.preview")}>
        <OwnPicture track={camera.value} testid={ids.lobbyPreview} />
        <div class="lobby-level">
          <span>{t("lobby.level")}</span>
          <Level track={microphone.value} testid={ids.lobbyLevel} />
        </div>
        <p class="dim">{t("lobby.privacy")}</p>
      </section>
      <section class="lobby-panel panel">
        <h2>{t("lobby.devices")}</h2>
        <DevicePicker devices={hall.devices} />
        <SpeakerTest hall={hall} />
        <h2>{t("lobby.network")}</h2>
        <NetworkCheck hall={hall} />
      </section>
      <footer class="lobby-foot">
        <LanguageSwitch />
        <div class="lobby-told">
          <Message hall={hall} />
          <Banner />
        </div>
        <button type="button" class="button button-primary button-large" data-testid={ids.lobbyEnter} autofocus onClick={() => hall.enter()}>
          {t("lobby.enter")}
          <Icon icon={ArrowRight} />
        </button>
      </footer>
    </main>
  );
}

function StartsIn({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const { starts_at } = store.briefing.value;
  const { state } = store.session.value;
  tick.value;
  const left = starts_at - hall.briefing.now();
  const begun = state === "live" || state === "break";
  return (
    <div class="starts-in">
      <WallClock />
      <p>
        {begun ? t("lobby.running") : left > 0 ? t("lobby.startsIn") : t("lobby.waitingForChair")}
        {!begun && left > 0 && <strong class="figures"> {left > 86_400_000 ? date(starts_at) : span(left)}</strong>}
      </p>
      <p class="dim figures">{t("lobby.plannedAt", { time: hourTime(starts_at), date: date(starts_at) })}</p>
    </div>
  );
}

function SpeakerTest({ hall }: { hall: Hall }) {
  const playing = useSignal(false);
  const play = async () => {
    playing.value = true;
    await playTestTone(hall.devices.choice.peek().speaker).catch(() => undefined);
    playing.value = false;
  };
  return (
    <button type="button" class="button" data-testid={ids.lobbySpeakerTest} aria-busy={playing.value} onClick={() => void play()}>
      <Icon icon={Volume2} />
      {t(playing.value ? "lobby.speakerPlaying" : "lobby.speakerTest")}
    </button>
  );
}

function NetworkCheck({ hall }: { hall: Hall }) {
  const { link, media, quality } = hall.briefing;
  const roundTrip = useSignal<number | null>(null);
  useEffect(() => link.clock.roundTrip.subscribe((value) => (roundTrip.value = value)), []);
  const state = media.state.value.kind;
  const path = quality.now.value;
  return (
    <ul class="checks">
      <Check
        result={roundTrip.value === null ? "waiting" : "good"}
        name={t("lobby.centre")}
        text={roundTrip.value === null ? t("lobby.checking") : t("lobby.answered", { ms: Math.round(roundTrip.value) })}
      />
      <Check
        result={state === "connected" ? (path?.grade ?? "good") : state === "refused" ? "bad" : "waiting"}
        name={t("lobby.media")}
        text={
          state === "connected"
            ? path?.roundTripMs === null || !path
              ? t("lobby.open")
              : t("lobby.openWith", { ms: Math.round(path.roundTripMs) })
            : state === "refused"
              ? t("lobby.mediaRefused")
              : t("lobby.checking")
        }
      />
    </ul>
  );
}

const RESULT_ICONS = { good: CircleCheck, weak: TriangleAlert, bad: CircleX, waiting: CircleDashed };

function Check({ result, name, text }: { result: keyof typeof RESULT_ICONS; name: string; text: string }) {
  return (
    <li data-result={result}>
      <Icon icon={RESULT_ICONS[result]} />
      <span>{name}</span>
      <strong>{text}</strong>
    </li>
  );
}
