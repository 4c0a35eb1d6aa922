// A client without product: runs inside a page, speaks giaoban.v1 and WebRTC by hand. `install` puts
// `window.enter` into the page; a video element `#SLOT` appears for each slot.

/** Puts the client into a page. */
export function install(page) {
  return page.addInitScript(client);
}

function client() {
  const SLOTS = ["programme", "chair", "content"];
  const AUDIO_SLOTS = 5;
  /** The server gives up a client it does not hear for 13 s. */
  const PING_MS = 4_000;

  class Session {
    waiting = new Map();
    snapshot = null;

    constructor(socket) {
      this.socket = socket;
      socket.onmessage = (event) => this.take(JSON.parse(event.data));
      socket.onclose = () => this.end();
    }

    /** What is asked on a lost link would wait for ever. */
    end() {
      clearInterval(this.pings);
      this.lost = new Error("the link to the server is lost");
      for (const { reject } of this.waiting.values()) reject(this.lost);
    }

    take(message) {
      if (message.type === "welcome") {
        this.snapshot = message.snapshot;
        this.pings = setInterval(() => this.say({ type: "ping", sent: Date.now() }), PING_MS);
        this.welcomed(message);
      } else if (message.type === "delta") {
        for (const { object, value } of message.changes) {
          const list = `${object}s`;
          if (object in this.snapshot) this.snapshot[object] = value;
          else if (list in this.snapshot) this.snapshot[list] = [...this.snapshot[list].filter(({ id }) => id !== value.id), value];
        }
      } else if (message.cmd_id) {
        this.waiting.get(message.cmd_id)?.resolve(message);
        this.waiting.delete(message.cmd_id);
      }
    }

    say(message) {
      this.socket.send(JSON.stringify(message));
    }

    ask(message) {
      const cmd_id = crypto.randomUUID();
      if (this.lost) return Promise.reject(this.lost);
      const answer = new Promise((resolve, reject) => this.waiting.set(cmd_id, { resolve, reject }));
      this.say({ ...message, cmd_id });
      return answer.then((reply) => {
        if (reply.type === "refused") throw new Error(`${reply.refusal.code}: ${reply.refusal.text}`);
        return reply;
      });
    }

    command(command, object) {
      const seen = object
        ? { rev: this.snapshot[object].rev, chair_epoch: this.snapshot.seat.epoch }
        : null;
      return this.ask({ type: "command", seen, on_behalf_of: null, command });
    }
  }

  async function greet(token, briefing, kind) {
    const socket = new WebSocket(`${location.origin.replace("http", "ws")}/ws`, "giaoban.v1");
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("websocket"));
    });
    const session = new Session(socket);
    const welcome = new Promise((resolve, reject) => {
      session.welcomed = resolve;
      socket.addEventListener("close", () => reject(new Error("closed before welcome")));
    });
    session.say({ type: "hello", token, briefing, kind, resume: null, take_over: false, language: "en" });
    await welcome;
    return session;
  }

  async function publish(connection, { width, height, fps, layers }) {
    const wanted = { video: { width, height, frameRate: fps }, audio: { echoCancellation: false, autoGainControl: false, noiseSuppression: false } };
    const stream = await navigator.mediaDevices.getUserMedia(wanted);
    const encodings = [
      { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000 },
      { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
      { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
    ].slice(0, layers);
    connection.addTransceiver(stream.getAudioTracks()[0], { direction: "sendonly", streams: [stream] });
    connection.addTransceiver(stream.getVideoTracks()[0], {
      direction: "sendonly",
      streams: [stream],
      sendEncodings: encodings,
    });
    connection.addTransceiver("video", { direction: "sendonly" });
  }

  /** Sound is played aloud: what is muted is not decoded, and its energy not measured. */
  function show(slot, track) {
    const element = document.createElement(track.kind);
    element.id = slot;
    element.autoplay = true;
    element.srcObject = new MediaStream([track]);
    document.body.append(element);
  }

  /** Enters a briefing: {token, briefing, kind, media: {width, height, fps, layers}?}. */
  window.enter = async ({ token, briefing, kind, media, listen = true }) => {
    const session = await greet(token, briefing, kind);
    const connection = new RTCPeerConnection();
    if (media) await publish(connection, media);
    const slots = SLOTS.map((slot) => [slot, connection.addTransceiver("video", { direction: "recvonly" })]);
    for (let index = 0; index < AUDIO_SLOTS; index++) {
      slots.push([`audio-${index}`, connection.addTransceiver("audio", { direction: "recvonly" })]);
    }
    await connection.setLocalDescription();
    const { sdp } = await session.ask({ type: "join", offer: connection.localDescription.sdp });
    await connection.setRemoteDescription({ type: "answer", sdp });
    for (const [slot, transceiver] of slots) show(slot, transceiver.receiver.track);
    session.say({ type: "watch", slots: [], listen });
    if (media) {
      session.say({ type: "media", state: { microphone: true, camera: true, content: false, devices: ["bare"] } });
    }
    await new Promise((resolve, reject) => {
      const check = () => {
        if (connection.connectionState === "connected") resolve();
        if (connection.connectionState === "failed") reject(new Error("connection failed"));
      };
      connection.onconnectionstatechange = check;
      check();
    });
    window.session = session;
  };
}
