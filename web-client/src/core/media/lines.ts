// Which media lines does a client offer? One fixed list, offered once for the whole briefing: what flows in a
// line changes by messages, never by another negotiation.

export type Role = "device" | "console";

/** Video slots that receive, by name as in `watch`. */
export type Slot = "programme" | "chair" | "content" | `thumbnail-${number}`;

/** The server forwards at most five voices: four microphones of a discussion, and the chair. */
const AUDIO_SLOTS = 5;

/** Camera layers, smallest first: a quarter, half and full size, for thumbnails, thin links and large screens. */
const CAMERA_LAYERS: RTCRtpEncodingParameters[] = [
  { rid: "q", scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 15 },
  { rid: "h", scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: "f", scaleResolutionDownBy: 1, maxBitrate: 1_500_000 },
];

/** Slides: sharp text matters, motion does not. */
const CONTENT_LAYER: RTCRtpEncodingParameters[] = [{ maxBitrate: 2_000_000, maxFramerate: 15 }];

export interface Lines {
  microphone: RTCRtpSender | null;
  camera: RTCRtpSender | null;
  content: RTCRtpSender | null;
  video: ReadonlyMap<Slot, RTCRtpReceiver>;
  audio: readonly RTCRtpReceiver[];
}

export function slotsOf(thumbnails: number): Slot[] {
  const small = Array.from({ length: thumbnails }, (_, i): Slot => `thumbnail-${i}`);
  return ["programme", "chair", "content", ...small];
}

/** Add every line, in the order both ends know. */
export function addLines(pc: RTCPeerConnection, role: Role, thumbnails: number, codec?: string): Lines {
  const own = new MediaStream();
  const send = (kind: "audio" | "video", sendEncodings?: RTCRtpEncodingParameters[]) =>
    pc.addTransceiver(kind, { direction: "sendonly", streams: [own], ...(sendEncodings && { sendEncodings }) }).sender;
  const receive = (kind: "audio" | "video") => pc.addTransceiver(kind, { direction: "recvonly" });
  const known = receivable(codec);
  const picture = () => {
    const line = receive("video");
    if (known.length > 0) line.setCodecPreferences(known);
    return line.receiver;
  };
  const publishes = role === "device";
  return {
    microphone: publishes ? send("audio") : null,
    camera: publishes ? send("video", CAMERA_LAYERS) : null,
    content: publishes ? send("video", CONTENT_LAYER) : null,
    video: new Map(slotsOf(thumbnails).map((slot) => [slot, picture()])),
    audio: Array.from({ length: AUDIO_SLOTS }, () => receive("audio").receiver),
  };
}

/** The briefing's codec and its repair, when this browser has it. Every codec a browser knows in each of twenty lines
 * makes an offer of a hundred kilobytes. */
function receivable(codec: string | undefined): RTCRtpCodec[] {
  const all = globalThis.RTCRtpReceiver?.getCapabilities("video")?.codecs ?? [];
  const wanted = all.filter(({ mimeType, sdpFmtpLine }) => mimeType.toLowerCase() === `video/${codec}` && isAnswered(codec, sdpFmtpLine));
  const repair = all.filter(({ mimeType }) => mimeType.toLowerCase() === "video/rtx");
  return wanted.length > 0 ? [...wanted, ...repair] : [];
}

/** Of a browser's eight spellings of H.264 the server takes one: constrained baseline in packetization mode 1. */
function isAnswered(codec: string | undefined, format = ""): boolean {
  return codec !== "h264" || (/packetization-mode=1/.test(format) && /profile-level-id=42e0/i.test(format));
}
