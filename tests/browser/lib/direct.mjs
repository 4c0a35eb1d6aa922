// How do two pages talk without a bridge between them? One peer connection from page to page, over loopback or through a
// relay: what a browser alone does to picture and sound, to compare with what it does behind the bridge.

const VP8 = { mimeType: "video/VP8", clockRate: 90_000 };
/** As the product's smallest layer: what is larger takes longer on its way. */
const ENCODING = { scaleResolutionDownBy: 4, maxBitrate: 150_000 };

/**
 * Sends what `from` makes (see flash.mjs) to `to`, where the element `#name` shows it, and another plays its sound, as in
 * the product. `through(address)` gives
 * the address to send to instead of the receiver's own.
 */
export async function sendDirectly(from, to, name, through = (address) => address) {
  const offer = await from.evaluate(offerOf, [VP8, ENCODING]);
  const { sdp, address } = await to.evaluate(answerTo, [name, offer]);
  const candidate = `candidate:1 1 udp 1 ${(await through(address)).replace(":", " ")} typ host`;
  await from.evaluate(async ([sdp, candidate]) => {
    await window.direct.setRemoteDescription({ type: "answer", sdp });
    await window.direct.addIceCandidate({ candidate, sdpMLineIndex: 0 });
  }, [sdp, candidate]);
  await to.waitForFunction((name) => document.querySelector(`#${name}`)?.readyState >= 2, name);
}

async function offerOf([codec, encoding]) {
  const connection = (window.direct = new RTCPeerConnection());
  const stream = new MediaStream([window.made.video.clone(), window.made.audio.clone()]);
  for (const track of stream.getTracks()) {
    const sendEncodings = track.kind === "video" ? [encoding] : [];
    const transceiver = connection.addTransceiver(track, { direction: "sendonly", streams: [stream], sendEncodings });
    if (track.kind === "video") transceiver.setCodecPreferences([codec]);
  }
  await connection.setLocalDescription();
  // Without an estimate of the link: a relay that delays pictures alone looks like a full one. And without candidates: the
  // receiver learns the way from the first check.
  return connection.localDescription.sdp.replace(/^a=rtcp-fb:\d+ (transport-cc|goog-remb)\r\n/gm, "");
}

/** The answer without its candidates, and one address at which the page can be reached. */
async function answerTo([name, offer]) {
  const connection = new RTCPeerConnection();
  connection.ontrack = ({ track }) => {
    const element = Object.assign(document.createElement(track.kind), { autoplay: true, srcObject: new MediaStream([track]) });
    if (track.kind === "video") element.id = name;
    // Drawn in a corner: what is out of sight is not painted, and its frames not told.
    Object.assign(element.style, { position: "fixed", right: 0, bottom: 0, width: "32px", zIndex: 9 });
    document.body.append(element);
  };
  const found = new Promise((resolve) => {
    connection.onicecandidate = ({ candidate }) => candidate?.address === "127.0.0.1" && candidate.protocol === "udp" && resolve(candidate);
  });
  await connection.setRemoteDescription({ type: "offer", sdp: offer });
  await connection.setLocalDescription();
  const { sdp } = connection.localDescription;
  const { address, port } = await found;
  return { sdp: sdp.replace(/^a=candidate:.*\r\n/gm, ""), address: `${address}:${port}` };
}
