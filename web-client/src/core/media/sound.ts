// How are the forwarded voices played? One audio element per audio slot, outside any screen, so that a change
// of layout never interrupts a sentence.
import { signal } from "@preact/signals-core";

export class Sound {
  /** The browser waits for a key or click before it plays; the screen must ask for one. */
  readonly blocked = signal(false);
  private elements: HTMLAudioElement[] = [];
  /** Halls always listen; consoles are silent until somebody asks, or a hall and its consoles would howl. */
  private wanted = false;
  private speaker = "";

  play(tracks: readonly MediaStreamTrack[]): void {
    this.stop();
    this.elements = tracks.map((track) => {
      const element = new Audio();
      element.srcObject = new MediaStream([track]);
      this.route(element);
      return element;
    });
    void this.start();
  }

  setWanted(wanted: boolean): void {
    this.wanted = wanted;
    if (wanted) return void this.start();
    for (const element of this.elements) element.pause();
    this.blocked.value = false;
  }

  /** Called again from a key or click handler when `blocked`. */
  async start(): Promise<void> {
    if (!this.wanted) return;
    try {
      await Promise.all(this.elements.map((element) => element.play()));
      this.blocked.value = false;
    } catch (error) {
      // An element replaced while it was starting is no refusal.
      if ((error as DOMException).name === "NotAllowedError") this.blocked.value = true;
    }
  }

  setSpeaker(deviceId: string): void {
    this.speaker = deviceId;
    this.elements.forEach((element) => this.route(element));
  }

  stop(): void {
    for (const element of this.elements) element.srcObject = null;
    this.elements = [];
    this.blocked.value = false;
  }

  private route(element: HTMLAudioElement): void {
    // Firefox before 116 and Safari have one output only.
    if ("setSinkId" in element) void element.setSinkId(this.speaker).catch(() => undefined);
  }
}
