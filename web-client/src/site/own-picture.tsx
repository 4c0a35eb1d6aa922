// What does the centre see of this room? The own camera, framed in the colour of its tally.
import { VideoOff } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import type { Tally } from "../protocol";
import { Icon } from "../ui/icon";
import { show } from "../ui/picture";

interface Props {
  track: MediaStreamTrack | null;
  testid: string;
  tally?: Tally;
  children?: ComponentChildren;
}

export function OwnPicture({ track, testid, tally = "off", children }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => show(video.current, track ? new MediaStream([track]) : null), [track]);
  return (
    <div class="picture picture-own" data-testid={testid} data-tally={tally} data-live={track !== null}>
      <video ref={video} muted autoplay playsInline aria-label={t("room.own")} />
      {!track && (
        <div class="slate">
          <Icon icon={VideoOff} size="2em" />
          <strong>{t("room.ownOff")}</strong>
        </div>
      )}
      {children}
    </div>
  );
}
