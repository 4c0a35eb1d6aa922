// Does the microphone hear the room? A bar in decibels that moves with speech.
import { useEffect, useRef } from "preact/hooks";
import { t } from "../core/i18n";
import { Meter } from "../core/meter";

export function Level({ track, testid }: { track: MediaStreamTrack | null; testid?: string }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const meter = new Meter();
    meter.listen(track);
    let request = 0;
    const draw = () => {
      const level = meter.level();
      bar.current?.style.setProperty("--level", level.toFixed(3));
      bar.current?.setAttribute("data-heard", String(level > 0.05));
      request = requestAnimationFrame(draw);
    };
    draw();
    return () => {
      cancelAnimationFrame(request);
      meter.close();
    };
  }, [track]);
  return (
    <div ref={bar} class="level" data-testid={testid} role="img" aria-label={t("lobby.level")}>
      <div class="level-fill" />
    </div>
  );
}
