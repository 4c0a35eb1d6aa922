// What stands beside the programme? The chair, the room's own picture, and who is waiting.
import { Hand } from "lucide";
import { currentItem } from "../core/agenda";
import { tick } from "../core/clock";
import { holds, remaining, urgency } from "../core/floor";
import { t } from "../core/i18n";
import { isOver } from "../core/session";
import type { RequestView } from "../protocol";
import { ids } from "../testids";
import { Countdown } from "../ui/clock";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import type { Hall } from "./hall";
import { OwnPicture } from "./own-picture";
import { Programme, programmeAside } from "./stage";

export function Side({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const { programme, chair } = store.seeing.value;
  const aside = programmeAside(hall);
  const ended = isOver(store.session.value.state);
  return (
    <aside class="side">
      {aside && (
        <div class="side-programme">
          <Programme hall={hall} />
        </div>
      )}
      {/* Two pictures of one site would say nothing: the chair's own tile goes while the chair is large. */}
      {chair !== null && chair !== programme && <ChairPicture hall={hall} />}
      <OwnPicture track={hall.devices.camera.value} testid={ids.ownPicture} tally={hall.site.value?.tally ?? "off"}>
        <div class="picture-label">
          <span class="picture-name">{hall.site.value?.name ?? t("room.own")}</span>
        </div>
      </OwnPicture>
      <OwnClock hall={hall} />
      {!ended && <Queue hall={hall} />}
    </aside>
  );
}

function ChairPicture({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const site = store.site(store.seeing.value.chair);
  const isChair = site?.id === store.seat.value.site;
  return (
    <Picture
      slot="chair"
      site={site}
      testid={ids.chairPicture}
      badge={<span class="label-role">{t(isChair ? "room.chair" : "room.viewed")}</span>}
    />
  );
}

/** The time left, as large as the column allows, while this room speaks. */
function OwnClock({ hall }: { hall: Hall }) {
  const request = hall.request.value;
  tick.value;
  if (!request || !holds(request)) return null;
  const left = remaining(request, hall.briefing.now());
  return (
    <section class="own-clock" data-urgency={urgency(left)} aria-hidden="true">
      <span>{t(left < 0 ? "room.overtime" : "room.timeLeft")}</span>
      <Countdown request={request} />
    </section>
  );
}

/** Rooms are told how many wait, their own place, and who is called; the whole list is the chair's. */
function Queue({ hall }: { hall: Hall }) {
  const { open, waiting, requests } = hall.briefing.store.floor.value;
  const own = hall.request.value;
  const called = requests.filter((request) => request.state === "next");
  return (
    <section class="hall-queue" aria-label={t("room.queue")}>
      <h2>
        <Icon icon={Hand} /> {t("room.queue")}
        <strong class="figures" data-testid={ids.queueLength}>
          {waiting}
        </strong>
      </h2>
      {own?.position && <p class="own-place">{t("room.place", { n: own.position, of: waiting })}</p>}
      {called.length > 0 && (
        <ol>
          {called.map((request) => (
            <Called key={request.id} hall={hall} request={request} />
          ))}
        </ol>
      )}
      {!open && <p class="dim">{t("room.queueClosed")}</p>}
      {open && waiting === 0 && called.length === 0 && <p class="dim">{t("room.queueEmpty")}</p>}
    </section>
  );
}

function Called({ hall, request }: { hall: Hall; request: RequestView }) {
  return (
    <li data-own={request.id === hall.request.value?.id}>
      <span>{hall.briefing.store.site(request.site)?.name}</span>
      <em>{t("request.next")}</em>
    </li>
  );
}

/** Only where the screen is taller than the pictures need, as on a tablet. */
export function Agenda({ hall }: { hall: Hall }) {
  const agenda = hall.briefing.store.agenda.value;
  const current = currentItem(agenda);
  return (
    <section class="hall-agenda" aria-label={t("room.agenda")}>
      <h2>{t("room.agenda")}</h2>
      <ol>
        {agenda.map((item) => (
          <li key={item.id} data-state={item.closed_at !== null ? "closed" : item === current ? "current" : "ahead"} aria-current={item === current}>
            <span>{item.title}</span>
            <span class="figures dim">{t("unit.minutes", { n: item.minutes })}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
