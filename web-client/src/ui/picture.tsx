// What does one slot show? The live picture with its site's name, or a slate that says what is awaited and
// since when. An old frame is never left standing as if it were live.
import { useSignal } from "@preact/signals";
import { VideoOff, WifiOff } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { tick } from "../core/clock";
import { since } from "../core/format";
import { t } from "../core/i18n";
import type { Slot } from "../core/media/lines";
import type { SiteView } from "../protocol";
import { ids } from "../testids";
import { useBriefing } from "./context";
import { Icon } from "./icon";

/** Frames come at least every 100 ms; after this long without one the picture has stopped. */
const STALLED_MS = 2_500;
const CHECK_MS = 250;

interface Props {
  slot: Slot;
  /** Who is shown; none = nothing is sent in this slot. */
  site: SiteView | undefined;
  /** Thumbnails choose their site. */
  choose?: string | null;
  testid?: string;
  class?: string;
  /** Title of the slate when nobody is shown. */
  empty?: string;
  /** Drawn at the label's right end, such as the time left. */
  badge?: ComponentChildren;
  children?: ComponentChildren;
}

export function Picture({ slot, site, choose = null, testid, class: extra = "", empty, badge, children }: Props) {
  const briefing = useBriefing();
  const box = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const stream = briefing.media.streams.value.get(slot) ?? null;
  const live = useLiveness(video, stream);
  useEffect(() => (box.current ? briefing.watch.draw(slot, box.current, choose) : undefined), [briefing, slot, choose]);
  useEffect(() => show(video.current, stream), [stream]);
  const shown = live && site !== undefined && site.state !== "lost" && site.state !== "absent" && briefing.media.state.value.kind === "connected";
  return (
    <div ref={box} class={`picture ${extra}`} data-testid={testid} data-slot={slot} data-site={site?.id ?? ""} data-live={shown}>
      <video ref={video} muted autoplay playsInline aria-label={site ? t("picture.of", { site: site.name }) : undefined} />
      {!shown && <Slate site={site} empty={empty} />}
      {site && (
        <div class="picture-label">
          <span class="picture-name" data-testid={ids.siteLabel}>
            {site.name}
          </span>
          {badge}
        </div>
      )}
      {children}
    </div>
  );
}

/** Put a stream into a video element; also used for own pictures. */
export function show(video: HTMLVideoElement | null, stream: MediaStream | null): void {
  if (!video || video.srcObject === stream) return;
  video.srcObject = stream;
  if (stream) void video.play().catch(() => undefined);
}

function useLiveness(video: { current: HTMLVideoElement | null }, stream: MediaStream | null): boolean {
  const live = useSignal(false);
  useEffect(() => {
    live.value = false;
    const element = video.current;
    if (!element || !stream) return;
    return watchFrames(element, (now) => (live.value = now));
  }, [stream]);
  return live.value;
}

function watchFrames(element: HTMLVideoElement, tell: (live: boolean) => void): () => void {
  let lastFrame = 0;
  let request = 0;
  const frame = () => {
    lastFrame = performance.now();
    request = element.requestVideoFrameCallback(frame);
  };
  // Firefox has frame callbacks since 132.
  const exact = "requestVideoFrameCallback" in element;
  if (exact) request = element.requestVideoFrameCallback(frame);
  const moved = () => (lastFrame = performance.now());
  if (!exact) (element as HTMLVideoElement).addEventListener("timeupdate", moved);
  // A hidden page draws no frames, which says nothing about the picture.
  const check = () => document.hidden || tell(lastFrame > 0 && performance.now() - lastFrame < STALLED_MS);
  const timer = setInterval(check, CHECK_MS);
  return () => {
    clearInterval(timer);
    if (exact) element.cancelVideoFrameCallback(request);
    else (element as HTMLVideoElement).removeEventListener("timeupdate", moved);
  };
}

function Slate({ site, empty }: { site: SiteView | undefined; empty: string | undefined }) {
  const briefing = useBriefing();
  const media = briefing.media.state.value;
  const waitingSince = useRef(briefing.now());
  const shownSite = useRef(site?.id);
  if (shownSite.current !== site?.id) {
    shownSite.current = site?.id;
    waitingSince.current = briefing.now();
  }
  tick.value;
  const seconds = (from: number) => <span class="slate-time">{since(from, briefing.now())}</span>;
  let icon = VideoOff;
  let words: ComponentChildren = null;
  if (media.kind === "interrupted" || media.kind === "joining") {
    icon = WifiOff;
    words = <>{t("slate.ownLink")} {seconds(media.since - Date.now() + briefing.now())}</>;
  } else if (!site) words = null;
  else if (site.state === "lost") {
    icon = WifiOff;
    words = <>{t("slate.lost")} {seconds(site.since)}</>;
  } else if (site.state === "absent") words = t("slate.absent");
  else if (!site.camera) words = t("slate.noCamera");
  else words = <>{t("slate.waiting")} {seconds(waitingSince.current)}</>;
  return (
    <div class="slate" data-testid={ids.slate}>
      <Icon icon={icon} size="2.2em" />
      <strong>{site?.name ?? empty ?? t("slate.nobody")}</strong>
      <span>{words}</span>
    </div>
  );
}
