// What is in the large area? The slides when some are shown, else the programme. A second wall screen takes slides and
// mosaics, and leaves the programme here.
import { Mic } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import { tick } from "../core/clock";
import { speakers } from "../core/floor";
import { span } from "../core/format";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Banner } from "../ui/banner";
import { Countdown } from "../ui/clock";
import { Icon } from "../ui/icon";
import { Mosaic } from "../ui/mosaic";
import { Picture, show } from "../ui/picture";
import type { Hall } from "./hall";
import { OwnPicture } from "./own-picture";
import { rests, SessionSlate } from "./session-slate";

export function Stage({ hall }: { hall: Hall }) {
  return (
    <section class="stage" aria-label={t("room.programme")}>
      {rests(hall) ? <SessionSlate hall={hall} keys /> : hall.secondScreen.value ? <One hall={hall} /> : <Large hall={hall} />}
    </section>
  );
}

/** The second wall screen: what is looked at together, else the chair, whom the first shows small. */
export function SecondStage({ hall }: { hall: Hall }) {
  const { seeing, programme } = hall.briefing.store;
  const { chair, programme: speaker } = seeing.value;
  const shared = hall.slides.value !== null || showsContent(hall) || programme.value.mode.kind === "mosaic";
  return (
    <main class="room second-screen" data-testid={ids.secondScreen} aria-label={t("room.secondScreen")}>
      <section class="stage">
        {rests(hall) ? <SessionSlate hall={hall} keys={false} /> : shared || chair === null || chair === speaker ? <Large hall={hall} /> : <ChairLarge hall={hall} />}
      </section>
      <div class="strips">
        <Banner />
      </div>
    </main>
  );
}

function Large({ hall }: { hall: Hall }) {
  if (hall.slides.value) return <OwnSlides hall={hall} />;
  return showsContent(hall) ? <Content hall={hall} /> : <Programme hall={hall} />;
}

function ChairLarge({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  return <Picture slot="chair" site={store.site(store.seeing.value.chair)} class="picture-main" />;
}

/** Whether slides of another site fill the large area, so that the speaker goes to the side. */
export const showsContent = (hall: Hall): boolean => hall.briefing.store.seeing.value.content !== null;

/** Whether the programme has left the large area. */
export const programmeAside = (hall: Hall): boolean => !rests(hall) && hall.secondScreen.value === null && (hall.slides.value !== null || showsContent(hall));

export function Programme({ hall }: { hall: Hall }) {
  const { mode } = hall.briefing.store.programme.value;
  return mode.kind === "mosaic" ? <Several hall={hall} sites={mode.sites} /> : <One hall={hall} />;
}

function Several({ hall, sites }: { hall: Hall; sites: readonly string[] }) {
  const own = (
    <OwnPicture track={hall.devices.camera.value} testid={ids.ownPicture} tally="on_air">
      <div class="picture-label">
        <span class="picture-name">{hall.site.value?.name ?? t("room.own")}</span>
      </div>
    </OwnPicture>
  );
  return <Mosaic sites={sites} first={0} own={own} />;
}

function One({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const site = store.site(store.seeing.value.programme);
  const speaker = speakers(store.floor.value).find((request) => request.site === site?.id);
  return (
    <Picture
      slot="programme"
      site={site}
      testid={ids.programme}
      class="picture-main"
      empty={useStandby(hall)}
      badge={
        speaker && (
          <span class="label-speaker">
            {speaker.speaker && (
              <span class="label-person">
                <Icon icon={Mic} /> {[speaker.speaker, speaker.post].filter(Boolean).join(", ")}
              </span>
            )}
            <Countdown request={speaker} />
          </span>
        )
      }
    />
  );
}

/** Why there is no picture, in the words of the session. */
function useStandby(hall: Hall): string {
  const { store } = hall.briefing;
  const { state } = store.session.value;
  tick.value;
  const left = store.briefing.value.starts_at - hall.briefing.now();
  switch (state) {
    case "live":
      return t("standby.live");
    case "postponed":
    case "cancelled":
      return t(`session.${state}`);
    default:
      return left > 0 ? t("standby.startsIn", { span: span(left) }) : t("standby.waiting");
  }
}

function Content({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  return <Picture slot="content" site={store.site(store.seeing.value.content)} testid={ids.content} class="picture-main picture-content" />;
}

function OwnSlides({ hall }: { hall: Hall }) {
  const video = useRef<HTMLVideoElement>(null);
  const track = hall.slides.value;
  useEffect(() => show(video.current, track ? new MediaStream([track]) : null), [track]);
  return (
    <div class="picture picture-main picture-content" data-testid={ids.content} data-live="true">
      <video ref={video} muted autoplay playsInline />
      <div class="picture-label">
        <span class="picture-name">{t("room.ownSlides")}</span>
      </div>
    </div>
  );
}
