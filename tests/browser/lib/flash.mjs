// How far apart are picture and sound? A camera that flashes and a microphone that beeps at the same moment, and a
// measurement of when each of the two is seen and heard.

/** From one frame to the next, in ms: slower than the product asks of its smallest layer, so that no frame is left out and
    the flash is seen in the very frame in which it was made. */
const FRAME = 80;

/** Before a page opens: its camera and microphone are made here; every so many frames they flash and beep for two. */
export function flashAndBeep(page, every) {
  return page.addInitScript(([frame, every]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const picture = canvas.getContext("2d");
    let flashes = false;
    let turn = 0; // frames drawn
    const draw = () => {
      picture.fillStyle = flashes ? "#fff" : "#000";
      picture.fillRect(0, 0, 320, 180);
      picture.fillStyle = "#888"; // something moves in every frame, or an encoder sends none
      picture.fillRect((turn * 8) % 320, 170, 16, 10);
    };
    const audio = new AudioContext();
    const tone = new OscillatorNode(audio, { frequency: 1_000 });
    const gate = new GainNode(audio, { gain: 0 });
    const microphone = audio.createMediaStreamDestination();
    tone.connect(gate).connect(microphone);
    tone.start();
    const camera = canvas.captureStream(0).getVideoTracks()[0];
    setInterval(() => {
      const before = flashes;
      flashes = turn++ % every < 2;
      if (flashes !== before) gate.gain.setValueAtTime(flashes ? 0.5 : 0, audio.currentTime);
      draw();
      camera.requestFrame();
    }, frame);
    const made = { video: camera, audio: microphone.stream.getAudioTracks()[0] };
    window.made = made;
    navigator.mediaDevices.getUserMedia = async (wish) => {
      await audio.resume();
      return new MediaStream(["video", "audio"].filter((kind) => wish[kind]).map((kind) => made[kind].clone()));
    };
  }, [FRAME, every]);
}

/**
 * Watches pictures of a page at the same time until each has flashed `count` times. For each selector, flash by flash, in
 * ms: `skew`, how long after the flash its sound is heard, and `known`, how much of that the receiver knows of and has yet
 * to remove: it moves its delays once a second, and leaves what is below 30 ms. What is left of the difference is wrong
 * in what the receiver was told, or in how it is measured.
 */
export function flashes(page, count, selectors, limit = 60_000) {
  return page.evaluate(watch, [count, selectors, limit]);
}

async function watch([count, selectors, limit]) {
  const audio = new AudioContext();
  await audio.resume();
  const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const look = pixel.getContext("2d", { willReadFrequently: true });
  const end = performance.now() + limit;

  /** Notes when the picture turns bright and when sound follows silence. */
  class View {
    seen = [];
    heard = [];
    bright = true; // only what begins while we look counts
    leads = []; // of the picture before the sound
    quiet = 0; // ms without sound before what is heard now

    constructor(screen) {
      this.screen = screen;
      this.analyser = new AnalyserNode(audio, { fftSize: 2048 });
      this.samples = new Float32Array(this.analyser.fftSize);
      const [picture] = screen.srcObject.getVideoTracks();
      const tracksOf = (connection) => connection.getReceivers().map(({ track }) => track);
      this.picture = picture.id;
      this.connection = window.connections.find((each) => tracksOf(each).includes(picture));
      for (const track of tracksOf(this.connection).filter(({ kind }) => kind === "audio")) {
        audio.createMediaStreamSource(new MediaStream([track])).connect(this.analyser);
      }
      this.next();
    }

    next() {
      this.screen.requestVideoFrameCallback((now, { expectedDisplayTime }) => {
        look.drawImage(this.screen, 0, 0, 1, 1);
        const bright = look.getImageData(0, 0, 1, 1).data[0] > 128;
        if (bright && !this.bright) this.seen.push(expectedDisplayTime);
        this.bright = bright;
        if (!this.isDone()) this.next();
      });
    }

    listen(now, passed) {
      this.analyser.getFloatTimeDomainData(this.samples);
      const first = this.samples.findIndex((sample) => Math.abs(sample) > 0.05);
      if (first >= 0 && this.quiet > 100) this.heard.push(now - ((this.samples.length - first) / audio.sampleRate) * 1_000);
      this.quiet = first >= 0 ? 0 : this.quiet + passed;
    }

    /** Notes which moments of the sender the receiver plays and shows now, by the reports it was sent. */
    async ask() {
      if (this.asks) return;
      this.asks = true;
      const inbound = [...(await this.connection.getStats()).values()].filter(({ type }) => type === "inbound-rtp");
      this.asks = false;
      const picture = inbound.find(({ trackIdentifier }) => trackIdentifier === this.picture);
      const came = (stream) => stream?.lastPacketReceivedTimestamp ?? 0;
      const sound = inbound.filter(({ kind }) => kind === "audio").reduce((best, each) => (came(each) > came(best) ? each : best), null);
      const lead = picture?.estimatedPlayoutTimestamp - sound?.estimatedPlayoutTimestamp;
      if (Number.isFinite(lead)) this.leads.push({ at: performance.now(), lead });
    }

    /** One flash more, so that the sound of the last one that counts is there. */
    isDone() {
      return this.seen.length > count || performance.now() > end;
    }

    flashes() {
      const nearest = (list, at, time) => list.reduce((best, each) => (Math.abs(time(each) - at) < Math.abs(time(best) - at) ? each : best), list[0]);
      return this.seen.slice(0, count).map((at) => {
        const known = nearest(this.leads, at, (each) => each.at)?.lead;
        // The beep that belongs to the flash, and not the one before or after, though the receiver is far from in step.
        return { known, skew: nearest(this.heard, at + known, (heard) => heard) - at };
      });
    }
  }

  const views = selectors.map((selector) => new View(document.querySelector(selector)));
  for (let last = performance.now(); views.some((view) => !view.isDone()); ) {
    for (const view of views) void view.ask();
    await new Promise((resolve) => setTimeout(resolve, 10));
    const now = performance.now();
    for (const view of views) view.listen(now, now - last);
    last = now;
  }
  await audio.close();
  return views.map((view) => view.flashes());
}
