// What does the room's technician need during the briefing? Devices, the link's figures, and the way back.
import { t } from "../core/i18n";
import { percent, whole } from "../core/format";
import { ids } from "../testids";
import { Dialog } from "../ui/dialogs";
import { LanguageSwitch } from "../ui/preferences";
import { DevicePicker } from "./device-picker";
import type { Hall } from "./hall";
import { Level } from "./level";

export function SettingsDialog({ hall }: { hall: Hall }) {
  return (
    <Dialog title={t("settings.title")} testid={ids.settings} wide onClose={() => (hall.settings.value = false)}>
      <div class="settings">
        <DevicePicker devices={hall.devices} />
        <div class="fields">
          <div class="lobby-level">
            <span>{t("lobby.level")}</span>
            <Level track={hall.devices.microphone.value} />
          </div>
          <Figures hall={hall} />
        </div>
      </div>
      <footer class="dialog-foot">
        <LanguageSwitch />
        <button type="button" class="button" onClick={() => hall.backToLobby()}>
          {t("settings.lobby")}
        </button>
      </footer>
    </Dialog>
  );
}

function Figures({ hall }: { hall: Hall }) {
  const q = hall.briefing.quality.now.value;
  const rows: [string, string][] = q
    ? [
        [t("figure.roundTrip"), q.roundTripMs === null ? "–" : `${whole(q.roundTripMs)} ms`],
        [t("figure.lossDown"), `${percent(q.lossDown)} %`],
        [t("figure.lossUp"), `${percent(q.lossUp)} %`],
        [t("figure.jitter"), `${whole(q.jitterMs)} ms`],
        [t("figure.down"), `${whole(q.kbpsDown)} kbit/s`],
        [t("figure.up"), `${whole(q.kbpsUp)} kbit/s`],
      ]
    : [];
  return (
    <section>
      <h3>{t("settings.link")}</h3>
      {q === null ? (
        <p class="dim">{t("quality.none")}</p>
      ) : (
        <dl class="figures-list">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd class="figures">{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
