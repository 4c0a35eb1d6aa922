// What is going on, what time is it, and is this room on air? The top line changes colour and words with the tally.
import { CircleDot, Eye, Hourglass, Pause } from "lucide";
import type { ComponentChildren } from "preact";
import { currentItem } from "../core/agenda";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Countdown, WallClock } from "../ui/clock";
import { Icon } from "../ui/icon";
import type { Hall } from "./hall";

export function StatusLine({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const tally = hall.site.value?.tally ?? "off";
  const request = hall.request.value;
  const speaking = request !== undefined && (request.state === "speaking" || request.state === "granted" || request.state === "paused");
  let band: ComponentChildren = <Title hall={hall} />;
  const paused = request?.state === "paused";
  if (paused) band = <Band icon={<Icon icon={Pause} />} words={t(store.order.value.silenced ? "room.silenced" : "request.paused")} />;
  else if (tally === "on_air") band = <Band icon={<Icon icon={CircleDot} />} words={t("tally.onAir")} />;
  else if (speaking) band = <Band icon={<Icon icon={CircleDot} />} words={t("tally.floor")} />;
  else if (tally === "prepare" || request?.state === "next") band = <Band icon={<Icon icon={Hourglass} />} words={t("tally.prepare")} />;
  return (
    <header class="status-line" data-testid={ids.statusLine} data-tally={paused ? "paused" : speaking ? "on_air" : tally}>
      <h1 class="visually-hidden">{store.briefing.value.title}</h1>
      <div class="status-words" data-testid={ids.tally} data-tally={tally}>
        {band}
        {tally === "watched" && (
          <span class="watched">
            <Icon icon={Eye} /> {t("tally.watched")}
          </span>
        )}
      </div>
      {speaking && <Countdown request={request} testid={ids.countdown} />}
      <div class="status-end">
        <LinkWord hall={hall} />
        <span class="status-session">{t(`session.${store.session.value.state}`)}</span>
        <WallClock />
      </div>
    </header>
  );
}

function Band({ icon, words }: { icon: ComponentChildren; words: string }) {
  return (
    <strong class="band">
      {icon}
      {words}
    </strong>
  );
}

function Title({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const agenda = store.agenda.value;
  const item = currentItem(agenda);
  return (
    <div class="status-title">
      <strong>{store.briefing.value.title}</strong>
      {item && <span>{t("room.item", { n: agenda.indexOf(item) + 1, title: item.title })}</span>}
    </div>
  );
}

/** Link quality in a word; figures are the technician's. */
function LinkWord({ hall }: { hall: Hall }) {
  const quality = hall.briefing.quality.now.value;
  const grade = quality?.grade;
  return (
    <span class="link-word" data-grade={grade ?? "none"}>
      {t(grade === undefined ? "quality.none" : `quality.${grade}`)}
    </span>
  );
}
