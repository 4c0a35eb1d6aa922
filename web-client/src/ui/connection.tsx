// Is this client itself connected? A strip that says what is awaited, since when, and what to do.
import { Unplug, WifiOff } from "lucide";
import { tick } from "../core/clock";
import { since } from "../core/format";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { useBriefing } from "./context";
import { Icon } from "./icon";

/** A break shorter than this is over before it is read. */
const QUIET_MS = 1_200;

export function Reconnecting() {
  const { link, media } = useBriefing();
  tick.value;
  const now = Date.now();
  const state = link.state.value;
  const lostLink = state.kind === "waiting" || (state.kind === "connecting" && state.again);
  const from = lostLink ? state.since : media.state.value.kind === "interrupted" ? media.state.value.since : null;
  if (from === null || now - from < QUIET_MS) return null;
  return (
    <div class="strip strip-warning" role="status" data-testid={ids.reconnecting}>
      <Icon icon={WifiOff} />
      <strong>{t(lostLink ? "connection.lostLink" : "connection.lostMedia")}</strong>
      <span class="figures">{since(from, now)}</span>
      <span class="strip-advice">{t("connection.advice")}</span>
      {state.kind === "waiting" && (
        <button type="button" class="button" onClick={() => link.retryNow()}>
          {t("connection.retry")}
        </button>
      )}
    </div>
  );
}

/** The media server refused for good, such as a browser without the codec. */
export function MediaRefused() {
  const { media } = useBriefing();
  const state = media.state.value;
  if (state.kind !== "refused") return null;
  return (
    <div class="strip strip-warning" role="alert">
      <Icon icon={Unplug} />
      <strong>{state.refusal.text}</strong>
    </div>
  );
}

export function SoundBlocked() {
  const { sound } = useBriefing();
  if (!sound.blocked.value) return null;
  return (
    <button type="button" class="strip strip-warning strip-button" data-testid={ids.soundBlocked} onClick={() => void sound.start()}>
      <strong>{t("connection.soundBlocked")}</strong>
    </button>
  );
}
