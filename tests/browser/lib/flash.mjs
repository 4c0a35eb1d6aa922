// How far apart are picture and sound? A camera that flashes and a microphone that beeps at the same moment, and a
// measurement of when each of the two is seen and heard.

/** Before a page opens: its camera and microphone are made here, flash and beep once a `period`, in ms. */
export function flashAndBeep(page, period) {
  return page.addInitScript((period) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const picture = canvas.getContext("2d");
    let flashes = false;
    let turn = 0;
    const draw = () => {
      picture.fillStyle = flashes ? "#fff" : "#000";
      picture.fillRect(0, 0, 320, 180);
      picture.fillStyle = "#888"; // something moves in every frame, or an encoder sends none
      picture.fillRect((turn++ * 8) % 320, 170, 16, 10);
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
      flashes = performance.now() % period < 160;
      if (flashes !== before) gate.gain.setValueAtTime(flashes ? 0.5 : 0, audio.currentTime);
      draw();
      camera.requestFrame();
    }, 40);
    const made = { video: camera, audio: microphone.stream.getAudioTracks()[0] };
    window.made = made;
    navigator.mediaDevices.getUserMedia = async (wish) => {
      await audio.resume();
      return new MediaStream(["video", "audio"].filter((kind) => wish[kind]).map((kind) => made[kind].clone()));
    };
  }, period);
}

/**
 * Watches for `seconds`: by how many ms the sound of each flash comes after its picture, one after the other.
 * Without a video element to look at, the page's own camera and microphone are measured: the error of measuring.
 */
export function skews(page, seconds, video) {
  return page.evaluate(
    async ([seconds, video]) => {
      const audio = new AudioContext();
      await audio.resume();
      const analyser = new AnalyserNode(audio, { fftSize: 2048 });
      const tracks = video
        ? window.connections.flatMap((each) => each.getReceivers().map((receiver) => receiver.track))
        : [window.made.audio];
      for (const track of tracks.filter((each) => each.kind === "audio")) {
        audio.createMediaStreamSource(new MediaStream([track])).connect(analyser);
      }
      let screen = document.querySelector(video || "no-such");
      if (!screen) {
        screen = Object.assign(document.createElement("video"), { muted: true, srcObject: new MediaStream([window.made.video]) });
        await screen.play();
      }
      const [seen, heard] = [[], []];
      const end = performance.now() + seconds * 1_000;

      const pixel = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
      const look = pixel.getContext("2d", { willReadFrequently: true });
      let bright = true; // only what begins while we look counts
      const frame = (now, { expectedDisplayTime }) => {
        look.drawImage(screen, 0, 0, 1, 1);
        const is = look.getImageData(0, 0, 1, 1).data[0] > 128;
        if (is && !bright) seen.push(expectedDisplayTime);
        bright = is;
        if (performance.now() < end) screen.requestVideoFrameCallback(frame);
      };
      screen.requestVideoFrameCallback(frame);

      const samples = new Float32Array(analyser.fftSize);
      let quiet = 0; // ms without sound before what is heard now
      let last = performance.now();
      while (performance.now() < end) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        analyser.getFloatTimeDomainData(samples);
        const now = performance.now();
        const first = samples.findIndex((sample) => Math.abs(sample) > 0.05);
        if (first >= 0) {
          if (quiet > 100) heard.push(now - ((samples.length - first) / audio.sampleRate) * 1_000);
          quiet = 0;
        } else {
          quiet += now - last;
        }
        last = now;
      }
      await audio.close();
      const nearest = (at) => heard.reduce((best, each) => (Math.abs(each - at) < Math.abs(best - at) ? each : best), Infinity);
      return seen.map((at) => nearest(at) - at).filter(Number.isFinite);
    },
    [seconds, video],
  );
}
