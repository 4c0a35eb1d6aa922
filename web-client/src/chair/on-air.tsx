// What is on air, and what will be? Two monitors side by side as on a vision mixer, the speaker's clock below.
import { CircleDot, Eye, Hourglass, LayoutGrid, MonitorOff, Pause, Pin, Play, Podcast, Presentation, Tv, Users } from "lucide";
import { t, type Key } from "../core/i18n";
import type { ProgrammeMode } from "../protocol";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Since } from "../ui/clock";
import { Icon } from "../ui/icon";
import { Mosaic } from "../ui/mosaic";
import { Picture } from "../ui/picture";
import { MOSAIC_FIRST, type Console } from "./console";
import { Speaker } from "./speaker";

export function OnAir({ console }: { console: Console }) {
  const { content: slides, hold, mode } = console.briefing.store.programme.value;
  const content = slides !== null;
  const paused = mode.kind !== "tour" || mode.paused;
  return (
    <section class={content ? "column on-air with-content" : "column on-air"} aria-label={t("chair.onAir")}>
      <ProgrammeMonitor console={console} />
      {content && <Content console={console} />}
      <PreviewMonitor console={console} />
      <Speaker console={console} />
      <div class="mixer" role="group" aria-label={t("chair.pictures")}>
        <ActionButton id="on-air" icon={Tv} tone="air" />
        <ActionButton id="preview" icon={Eye} />
        <ActionButton id="follow" icon={Podcast} pressed={mode.kind === "follow_floor"} />
        <ActionButton id="chair-on-air" icon={Users} />
        <ActionButton id="hold" icon={Pin} pressed={hold} />
        <ActionButton id="slate" icon={MonitorOff} pressed={mode.kind === "slate"} />
        <ActionButton id="view" icon={Eye} />
        <ActionButton id="compose" icon={LayoutGrid} pressed={mode.kind === "mosaic" || mode.kind === "tour"}>
          {t("compose.short")}
        </ActionButton>
        <ActionButton id="tour" icon={paused ? Play : Pause} />
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
          {mode.kind === "mosaic" ? t("compose.tile", { n: mode.sites.length }) : (site?.name ?? t("chair.nobodyOnAir"))}
        </span>
        <span class="dim">
          {t(MODES[mode.kind])}
          {mode.kind === "tour" && ` ${t("compose.at", { n: mode.cursor + 1, of: mode.sites.length })}`}
          {mode.kind === "tour" && mode.paused && `, ${t("compose.paused")}`}
        </span>
        <Since from={since} />
      </figcaption>
      {mode.kind === "mosaic" ? (
        <Mosaic sites={mode.sites} first={MOSAIC_FIRST} />
      ) : (
        <Picture slot="programme" site={store.site(store.seeing.value.programme) ?? site} testid={ids.programme} empty={t("standby.live")} />
      )}
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
