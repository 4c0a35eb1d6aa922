// What is on air, and what will be? Two monitors side by side as on a vision mixer, the speaker's clock below.
import { CircleDot, Eye, Hourglass, Megaphone, MonitorOff, Pin, Podcast, Presentation, Square, Timer, Tv, Users } from "lucide";
import { t, type Key } from "../core/i18n";
import type { ProgrammeMode, RequestView } from "../protocol";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Countdown, Since } from "../ui/clock";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import type { Console } from "./console";

export function OnAir({ console }: { console: Console }) {
  const content = console.briefing.store.programme.value.content !== null;
  return (
    <section class={content ? "column on-air with-content" : "column on-air"} aria-label={t("chair.onAir")}>
      <ProgrammeMonitor console={console} />
      {content && <Content console={console} />}
      <PreviewMonitor console={console} />
      <Speaker console={console} />
      <div class="mixer" role="group" aria-label={t("chair.pictures")}>
        <ActionButton id="on-air" icon={Tv} tone="air" />
        <ActionButton id="preview" icon={Eye} />
        <ActionButton id="follow" icon={Podcast} pressed={console.briefing.store.programme.value.mode.kind === "follow_floor"} />
        <ActionButton id="chair-on-air" icon={Users} />
        <ActionButton id="hold" icon={Pin} pressed={console.briefing.store.programme.value.hold} />
        <ActionButton id="slate" icon={MonitorOff} pressed={console.briefing.store.programme.value.mode.kind === "slate"} />
        <ActionButton id="view" icon={Eye} />
        <ActionButton id="stop-content" icon={Presentation} />
      </div>
    </section>
  );
}

function ProgrammeMonitor({ console }: { console: Console }) {
  const { store } = console.briefing;
  const { on_air, since, mode } = store.programme.value;
  const site = store.site(on_air);
  return (
    <figure class="monitor monitor-air" data-on={site !== undefined}>
      <figcaption>
        <Icon icon={CircleDot} size="1em" /> <strong>{t(site ? "tally.onAir" : "chair.onAir")}</strong>
        <span class="monitor-name" data-testid={ids.onAir} data-site={on_air ?? ""}>
          {site?.name ?? t("chair.nobodyOnAir")}
        </span>
        <span class="dim">{t(MODES[mode.kind])}</span>
        <Since from={since} />
      </figcaption>
      <Picture slot="programme" site={store.site(store.seeing.value.programme) ?? site} testid={ids.programme} empty={t("standby.live")} />
    </figure>
  );
}

const MODES: Record<ProgrammeMode["kind"], Key> = {
  follow_floor: "mode.followFloor",
  manual: "mode.manual",
  mosaic: "mode.mosaic",
  tour: "mode.tour",
  content: "mode.content",
  slate: "mode.slate",
};

function PreviewMonitor({ console }: { console: Console }) {
  const { store } = console.briefing;
  const wanted = console.previewSite.value;
  const site = store.site(wanted);
  const request = console.waiting.value.find((r) => r.site === wanted);
  return (
    <figure class="monitor monitor-preview" data-state={request?.state ?? "none"}>
      <figcaption>
        <Icon icon={Hourglass} size="1em" /> <strong>{t(request?.state === "next" ? "tally.prepare" : "chair.previewTitle")}</strong>
        {request && request.state === "next" && <span class="dim">{t(request.ready ? "request.isReady" : "request.awaited")}</span>}
      </figcaption>
      <Picture slot="thumbnail-0" choose={wanted} site={site} testid={ids.preview} empty={t("chair.previewEmpty")} />
    </figure>
  );
}

function Speaker({ console }: { console: Console }) {
  const request = console.speaker.value;
  return (
    <section class="speaker" data-testid={ids.speakerTime} data-state={request?.state ?? "none"} aria-label={t("chair.speaker")}>
      {request ? <Speech console={console} request={request} /> : <p class="speaker-none dim">{t("chair.nobodySpeaks")}</p>}
      <div class="speaker-actions">
        <ActionButton id="let-on" icon={Megaphone} tone="primary" class="speaker-back" />
        <ActionButton id="extend" icon={Timer} />
        <ActionButton id="finish" icon={Square} />
        <ActionButton id="stop" icon={Square} tone="air" />
      </div>
    </section>
  );
}

function Speech({ console, request }: { console: Console; request: RequestView }) {
  const site = console.briefing.store.site(request.site);
  return (
    <>
      <div class="speaker-words">
        <strong>{site?.name}</strong>
        <span class="dim">{[request.speaker, request.post].filter(Boolean).join(", ") || t("chair.noSpeaker")}</span>
        <span class="tag" data-state={request.state}>
          {t(`request.${request.state}`)}
        </span>
        {request.resume && <strong class="warning-word">{t("request.back")}</strong>}
        {request.warning && <strong class="warning-word">{t("request.noSound")}</strong>}
      </div>
      <Countdown request={request} />
    </>
  );
}

/** Slides of a site, small, while some are shown. */
function Content({ console }: { console: Console }) {
  const { store } = console.briefing;
  const site = store.site(store.programme.value.content);
  if (!site) return null;
  return (
    <figure class="monitor monitor-content">
      <figcaption>
        <Icon icon={Presentation} size="1em" /> <strong>{t("chair.content")}</strong>
      </figcaption>
      <Picture slot="content" site={site} testid={ids.content} />
    </figure>
  );
}
