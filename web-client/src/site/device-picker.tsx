// Which devices does the room use? Three lists, the picture's size, and for each problem what to do.
import { CircleAlert } from "lucide";
import { t } from "../core/i18n";
import { CAMERA_HEIGHTS, type DeviceKind, type Devices } from "../core/devices";
import { ids } from "../testids";
import { Icon } from "../ui/icon";

const TESTIDS: Record<DeviceKind, string> = { camera: ids.deviceCamera, microphone: ids.deviceMicrophone, speaker: ids.deviceSpeaker };

export function DevicePicker({ devices }: { devices: Devices }) {
  const { height } = devices.choice.value;
  return (
    <div class="fields">
      <Choice devices={devices} kind="camera" />
      <Choice devices={devices} kind="microphone" />
      <Choice devices={devices} kind="speaker" />
      <label class="field">
        <span>{t("device.size")}</span>
        <select value={String(height)} onChange={(event) => void devices.choose({ height: Number(event.currentTarget.value) })}>
          {[...new Set([...CAMERA_HEIGHTS, height])].map((h) => (
            <option key={h} value={String(h)}>
              {t(h >= 720 ? "device.sizeFull" : h >= 360 ? "device.sizeHalf" : "device.sizeSmall", { height: h })}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Choice({ devices, kind }: { devices: Devices; kind: DeviceKind }) {
  const listed = devices.lists.value[kind];
  const problem = devices.problems.value[kind];
  return (
    <label class="field">
      <span>{t(`device.${kind}`)}</span>
      <select
        data-testid={TESTIDS[kind]}
        value={devices.choice.value[kind]}
        onChange={(event) => void devices.choose({ [kind]: event.currentTarget.value })}
      >
        <option value="">{t("device.automatic")}</option>
        {listed.map(({ id, label }, i) => (
          <option key={id} value={id}>
            {label || `${t(`device.${kind}`)} ${i + 1}`}
          </option>
        ))}
      </select>
      {problem && (
        <span class="field-problem" role="alert" data-testid={ids.deviceProblem} data-kind={kind} data-problem={problem}>
          <Icon icon={CircleAlert} />
          <span>
            <strong>{t(`device.${problem}`)}</strong> {t(`device.${problem}Advice`)}
          </span>
        </span>
      )}
    </label>
  );
}
