// The room is called next: is its picture and sound fit to go on air? The whole screen until somebody says ready,
// then a band, so that the hall follows the speaker again.
import { CircleCheck, CircleX } from "lucide";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Icon } from "../ui/icon";
import type { Hall } from "./hall";
import { Level } from "./level";
import { OwnPicture } from "./own-picture";

export function Prepare({ hall }: { hall: Hall }) {
  const request = hall.request.value;
  if (request?.state !== "next") return null;
  const { camera, microphone } = hall.devices;
  const muted = hall.muted.value;
  return (
    <section class="prepare" data-testid={ids.prepare} data-ready={request.ready} aria-label={t("tally.prepare")}>
      <OwnPicture track={camera.value} testid="picture-check" tally="prepare" />
      <div class="prepare-words">
        <h2>{t("prepare.title")}</h2>
        {!request.ready && <p>{t("prepare.body")}</p>}
        <ul class="checks">
          <Check good={camera.value !== null} text={t(camera.value ? "prepare.camera" : "prepare.noCamera")} />
          <Check good={microphone.value !== null && !muted} text={t(muted ? "mic.muted" : microphone.value ? "prepare.microphone" : "prepare.noMicrophone")} />
        </ul>
        <Level track={microphone.value} />
      </div>
      <div class="prepare-act">
        {request.ready ? <strong class="prepare-done">{t("prepare.done")}</strong> : <ActionButton id="ready" tone="prepare" class="button-large" />}
      </div>
    </section>
  );
}

function Check({ good, text }: { good: boolean; text: string }) {
  return (
    <li data-result={good ? "good" : "bad"}>
      <Icon icon={good ? CircleCheck : CircleX} />
      <strong>{text}</strong>
    </li>
  );
}
