// Which camera, microphone and speaker does this room use? Chosen once, remembered on this machine, opened
// again by themselves; each problem comes with what to do.
import { signal } from "@preact/signals-core";
import { readStored, writeStored } from "./stored";

export type DeviceKind = "camera" | "microphone" | "speaker";
export type DeviceProblem = "insecure" | "denied" | "missing" | "in_use" | "unplugged" | "failed";

export interface DeviceChoice {
  camera: string;
  microphone: string;
  speaker: string;
  /** Height and frame rate asked of the camera: old PCs cannot encode 720p. */
  height: number;
  fps: number;
}

export interface Listed {
  id: string;
  label: string;
}

const STORED = "giaoban.devices";
const DEFAULTS: DeviceChoice = { camera: "", microphone: "", speaker: "", height: 720, fps: 25 };
export const CAMERA_HEIGHTS = [720, 360, 180] as const;

export class Devices {
  readonly choice = signal<DeviceChoice>({ ...DEFAULTS, ...readStored<Partial<DeviceChoice>>(STORED, {}) });
  readonly camera = signal<MediaStreamTrack | null>(null);
  readonly microphone = signal<MediaStreamTrack | null>(null);
  readonly problems = signal<Partial<Record<DeviceKind, DeviceProblem>>>({});
  readonly lists = signal<Record<DeviceKind, Listed[]>>({ camera: [], microphone: [], speaker: [] });
  private opening: Promise<void> = Promise.resolve();

  constructor() {
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.plugged());
  }

  /** Open camera and microphone; each may fail without the other. */
  open(): Promise<void> {
    this.opening = this.opening.then(() => this.openBoth());
    return this.opening;
  }

  async choose(change: Partial<DeviceChoice>): Promise<void> {
    this.choice.value = { ...this.choice.value, ...change };
    writeStored(STORED, this.choice.value);
    if ("camera" in change || "height" in change || "fps" in change) await this.openOne("camera");
    if ("microphone" in change) await this.openOne("microphone");
  }

  close(): void {
    this.replace("camera", null);
    this.replace("microphone", null);
  }

  private async openBoth(): Promise<void> {
    if (!navigator.mediaDevices) {
      this.problems.value = { camera: "insecure", microphone: "insecure" };
      return;
    }
    try {
      // One question to the person for both.
      const stream = await navigator.mediaDevices.getUserMedia({ audio: this.audio(), video: this.video() });
      this.replace("camera", stream.getVideoTracks()[0] ?? null);
      this.replace("microphone", stream.getAudioTracks()[0] ?? null);
    } catch {
      await this.openOne("camera");
      await this.openOne("microphone");
    }
    await this.list();
  }

  private async openOne(kind: "camera" | "microphone"): Promise<void> {
    // Some drivers refuse to open a device twice.
    this.replace(kind, null);
    try {
      const wish = kind === "camera" ? { video: this.video() } : { audio: this.audio() };
      const stream = await navigator.mediaDevices.getUserMedia(wish);
      this.replace(kind, stream.getTracks()[0] ?? null);
    } catch (error) {
      this.problem(kind, problemOf(error));
    }
    await this.list();
  }

  private replace(kind: "camera" | "microphone", track: MediaStreamTrack | null): void {
    const holder = this[kind];
    if (holder.peek() !== track) holder.peek()?.stop();
    if (track) this.prepare(kind, track);
    holder.value = track;
    this.problem(kind, undefined);
  }

  /** Before anybody is told of the track: who listens to the signal opens the microphone at once if it may. */
  private prepare(kind: "camera" | "microphone", track: MediaStreamTrack): void {
    const holder = this[kind];
    if (kind === "microphone") track.enabled = false;
    else track.contentHint = "motion";
    track.onended = () => {
      if (holder.peek() !== track) return;
      holder.value = null;
      this.problem(kind, "unplugged");
    };
  }

  private problem(kind: DeviceKind, problem: DeviceProblem | undefined): void {
    const { [kind]: _, ...others } = this.problems.peek();
    this.problems.value = problem ? { ...others, [kind]: problem } : others;
  }

  private async plugged(): Promise<void> {
    await this.list();
    const problems = this.problems.peek();
    if (problems.camera === "unplugged" || problems.camera === "missing") await this.openOne("camera");
    if (problems.microphone === "unplugged" || problems.microphone === "missing") await this.openOne("microphone");
  }

  private async list(): Promise<void> {
    const found = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    const of = (kind: MediaDeviceKind) =>
      found.filter((device) => device.kind === kind && device.deviceId).map(({ deviceId, label }) => ({ id: deviceId, label }));
    this.lists.value = { camera: of("videoinput"), microphone: of("audioinput"), speaker: of("audiooutput") };
  }

  private audio(): MediaTrackConstraints {
    const { microphone } = this.choice.peek();
    const clean = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return microphone ? { ...clean, deviceId: { ideal: microphone } } : clean;
  }

  private video(): MediaTrackConstraints {
    const { camera, height, fps } = this.choice.peek();
    const size = { width: { ideal: Math.round((height * 16) / 9) }, height: { ideal: height }, frameRate: { ideal: fps, max: 30 } };
    return camera ? { ...size, deviceId: { ideal: camera } } : size;
  }
}

/** What a failed `getUserMedia` means for the person in the room. */
export function problemOf(error: unknown): DeviceProblem {
  switch ((error as DOMException | undefined)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "in_use";
    default:
      return "failed";
  }
}
