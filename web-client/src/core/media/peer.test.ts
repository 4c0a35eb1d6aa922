import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClientMessage } from "../../protocol";
import type { Outcome } from "../link";
import { MediaPeer } from "./peer";

/** A connection whose fate the test decides. */
class FakeConnection {
  static all: FakeConnection[] = [];
  connectionState = "new";
  onconnectionstatechange: (() => void) | null = null;
  localDescription: { sdp: string } | null = null;
  lines: { kind: string; init: RTCRtpTransceiverInit; sent: unknown; codecs: string[]; active: () => unknown[] }[] = [];
  restarts = 0;
  closed = false;
  constructor() {
    FakeConnection.all.push(this);
  }
  addTransceiver(kind: string, init: RTCRtpTransceiverInit) {
    const line = { kind, init, sent: null as unknown, codecs: [] as string[], active: (): unknown[] => [] };
    this.lines.push(line);
    let parameters = { encodings: (init.sendEncodings ?? []).map((encoding) => ({ active: true, ...encoding })) };
    const encoder = {
      getParameters: () => structuredClone(parameters),
      setParameters: async (set: typeof parameters) => void (parameters = structuredClone(set)),
    };
    const setCodecPreferences = (codecs: { mimeType: string }[]) => void (line.codecs = codecs.map(({ mimeType }) => mimeType));
    line.active = () => parameters.encodings.filter(({ active }) => active).map(({ rid }) => rid);
    return { setCodecPreferences, sender: { ...encoder, replaceTrack: async (track: unknown) => void (line.sent = track) }, receiver: { track: { kind } } };
  }
  async createOffer({ iceRestart }: { iceRestart: boolean }) {
    if (iceRestart) this.restarts += 1;
    return { sdp: "offer" };
  }
  async setLocalDescription(description: { sdp: string }) {
    this.localDescription = description;
  }
  async setRemoteDescription() {}
  close() {
    this.closed = true;
  }
  becomes(state: string) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }
}

let asked: ClientMessage["type"][];
let outcome: Outcome;
const last = () => FakeConnection.all.at(-1)!;

beforeEach(() => {
  vi.useFakeTimers();
  FakeConnection.all = [];
  asked = [];
  outcome = { ok: true, rev: 0, sdp: "answer" };
  vi.stubGlobal("RTCPeerConnection", FakeConnection);
  vi.stubGlobal("MediaStream", class {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function peer(role: "device" | "console", thumbnails = 0): MediaPeer {
  const ask = async (make: (id: string) => ClientMessage) => {
    asked.push(make("id").type);
    return outcome;
  };
  return new MediaPeer({ role, thumbnails, ask, random: () => 0.5 });
}

async function joined(role: "device" | "console" = "device"): Promise<MediaPeer> {
  const p = peer(role);
  p.join();
  await vi.advanceTimersByTimeAsync(0);
  last().becomes("connected");
  return p;
}

const shape = () => last().lines.map(({ kind, init }) => `${kind} ${init.direction}`);

test("a room offers three lines to send, three pictures and five voices to receive, in this order", async () => {
  await joined("device");
  const receive = [...Array(3).fill("video recvonly"), ...Array(5).fill("audio recvonly")];
  expect(shape()).toEqual(["audio sendonly", "video sendonly", "video sendonly", ...receive]);
  const camera = last().lines[1]!.init.sendEncodings!;
  expect(camera.map(({ rid, scaleResolutionDownBy, maxBitrate }) => [rid, scaleResolutionDownBy, maxBitrate])).toEqual([
    ["q", 4, 150_000],
    ["h", 2, 500_000],
    ["f", 1, 1_500_000],
  ]);
});

test("a console only receives, with its thumbnails before the voices", async () => {
  const p = peer("console", 2);
  p.join();
  await vi.advanceTimersByTimeAsync(0);
  expect(shape()).toEqual([...Array(5).fill("video recvonly"), ...Array(5).fill("audio recvonly")]);
  expect([...p.streams.value.keys()]).toEqual(["programme", "chair", "content", "thumbnail-0", "thumbnail-1"]);
});

test("pictures are received in the briefing's codec alone; a browser without it says so to the server", async () => {
  const h264 = (mode: number, profile: string) => ({ mimeType: "video/H264", sdpFmtpLine: `level-asymmetry-allowed=1;packetization-mode=${mode};profile-level-id=${profile}` });
  const plain = ["video/VP8", "video/rtx", "video/AV1"].map((mimeType) => ({ mimeType }));
  const codecs = [...plain, h264(1, "42001f"), h264(1, "42e01f"), h264(0, "42e01f"), h264(1, "640034")];
  vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => ({ codecs }) });
  const offered = async (codec: string) => {
    const p = new MediaPeer({ role: "console", thumbnails: 1, codec: () => codec, ask: async () => outcome, random: () => 0.5 });
    p.join();
    await vi.advanceTimersByTimeAsync(0);
    return last().lines.filter(({ kind }) => kind === "video").map(({ codecs }) => codecs);
  };
  expect(await offered("vp8")).toEqual(Array(4).fill(["video/VP8", "video/rtx"]));
  expect(await offered("h264")).toEqual(Array(4).fill(["video/H264", "video/rtx"])); // one spelling of eight
  expect(await offered("vp9")).toEqual(Array(4).fill([]));
});

test("what is published before joining goes into the line once it exists", async () => {
  const p = peer("device");
  await p.publish("camera", "track" as unknown as MediaStreamTrack);
  p.join();
  await vi.advanceTimersByTimeAsync(0);
  expect(last().lines[1]!.sent).toBe("track");
});

test("a short dip is waited out, a longer one restarts ICE once", async () => {
  const p = await joined();
  last().becomes("disconnected");
  expect(p.state.value.kind).toBe("interrupted");
  await vi.advanceTimersByTimeAsync(1_900);
  last().becomes("connected");
  expect(last().restarts).toBe(0);
  expect(p.state.value.kind).toBe("connected");

  last().becomes("disconnected");
  await vi.advanceTimersByTimeAsync(2_100);
  expect(last().restarts).toBe(1);
  expect(FakeConnection.all.length).toBe(1);
});

test("a restart that does not help is followed by a new connection, and the wait is counted from the loss", async () => {
  const p = await joined();
  const lost = Date.now();
  last().becomes("failed");
  await vi.advanceTimersByTimeAsync(9_000);
  expect(FakeConnection.all.length).toBe(2);
  expect(FakeConnection.all[0]!.closed).toBe(true);
  expect(p.state.value).toEqual({ kind: "interrupted", since: lost });
  expect(asked).toEqual(["join", "join", "leave", "join"]);
});

test("a browser without the codec is told once and not tried again", async () => {
  const refusal = { code: "codec_unsupported", text: "Hãy dùng Chromium", field: null } as const;
  outcome = { ok: false, refusal };
  const p = peer("device");
  p.join();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(p.state.value).toEqual({ kind: "refused", refusal });
  expect(FakeConnection.all.length).toBe(1);
});

test("a busy media server is asked again", async () => {
  outcome = { ok: false, refusal: { code: "no_media", text: "", field: null } };
  const p = peer("device");
  p.join();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(FakeConnection.all.length).toBeGreaterThan(1);
  outcome = { ok: true, rev: 0, sdp: "answer" };
  await vi.advanceTimersByTimeAsync(4_000);
  last().becomes("connected");
  expect(p.state.value.kind).toBe("connected");
});

test("another run of the media server is joined anew after a random part of its spread", async () => {
  const p = await joined();
  p.join(1_000);
  await vi.advanceTimersByTimeAsync(400);
  expect(FakeConnection.all.length).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(FakeConnection.all.length).toBe(2);
});

test("layers that nobody watches are not encoded, and are again when somebody does", async () => {
  const p = await joined();
  const told = async (paused: string[]) => {
    p.pause(paused);
    await vi.advanceTimersByTimeAsync(0);
    return last().lines[1]!.active();
  };
  expect(await told(["h", "f"])).toEqual(["q"]);
  expect(await told(["h"])).toEqual(["q", "f"]);
  expect(await told([])).toEqual(["q", "h", "f"]);
});
