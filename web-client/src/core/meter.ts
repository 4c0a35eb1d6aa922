// How loud is the microphone? Measured on a clone, because the track itself is silent while the floor is
// locked, and people want to see that the room is heard by the machine.

const FLOOR_DB = -60;

export class Meter {
  private context: AudioContext | null = null;
  private source: MediaStreamAudioSourceNode | null = null;
  private analyser: AnalyserNode | null = null;
  private clone: MediaStreamTrack | null = null;
  private samples = new Float32Array(1024);

  listen(track: MediaStreamTrack | null): void {
    this.source?.disconnect();
    this.clone?.stop();
    this.source = this.clone = null;
    if (!track) return;
    this.context ??= new AudioContext();
    this.analyser ??= this.context.createAnalyser();
    this.analyser.fftSize = this.samples.length;
    this.clone = track.clone();
    this.clone.enabled = true;
    this.source = this.context.createMediaStreamSource(new MediaStream([this.clone]));
    this.source.connect(this.analyser);
    void this.context.resume().catch(() => undefined);
  }

  /** 0 (silence) to 1 (full scale), linear in decibels as ears are. */
  level(): number {
    if (!this.analyser || !this.source) return 0;
    this.analyser.getFloatTimeDomainData(this.samples);
    const power = this.samples.reduce((total, x) => total + x * x, 0) / this.samples.length;
    const db = power > 0 ? 10 * Math.log10(power) : FLOOR_DB;
    return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
  }

  close(): void {
    this.listen(null);
    void this.context?.close().catch(() => undefined);
    this.context = this.analyser = null;
  }
}

/** Two soft notes on the chosen speaker; resolves when they have been played. */
export async function playTestTone(speaker: string): Promise<void> {
  const context = new AudioContext();
  const output = context.createMediaStreamDestination();
  const gain = new GainNode(context, { gain: 0.2 });
  gain.connect(output);
  [523.25, 659.25].forEach((frequency, i) => {
    const note = new OscillatorNode(context, { frequency });
    note.connect(gain);
    note.start(context.currentTime + i * 0.6);
    note.stop(context.currentTime + i * 0.6 + 0.5);
  });
  const element = new Audio();
  element.srcObject = output.stream;
  if ("setSinkId" in element) await element.setSinkId(speaker).catch(() => undefined);
  await element.play();
  await new Promise((done) => setTimeout(done, 1_300));
  element.srcObject = null;
  await context.close();
}
