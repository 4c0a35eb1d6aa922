// Which encoded pictures does a page send and receive? It notes each where it leaves the encoder and where it reaches
// the decoder (WebRTC Encoded Transform), which is as near to the bridge as a page comes: what a busy machine encodes,
// decodes or paints late is in a browser's own count of freezes, and not in these times. What they say of the bridge:
// passage.mjs.

/** Before a page opens. */
export function noteFrames(page) {
  return page.addInitScript(note);
}

/**
 * What a page received so far, by slot, in the order in which it came. A picture is {at, stream, rtp, print}: when, in
 * ms since 1970; SSRC; RTP timestamp; its payload's print.
 */
export async function receivedBy(page) {
  const all = await noted(page, "received");
  return [...new Set(all.map(({ line }) => line))].map((slot) => all.filter(({ line }) => line === slot));
}

/** What some pages sent, such pictures; asked after what was received of it. */
export async function sentBy(pages) {
  return (await Promise.all(pages.map((page) => noted(page, "sent")))).flat();
}

async function noted(page, wanted) {
  const all = await page.evaluate(() => window.noted);
  return all.filter(({ way }) => way === wanted).toSorted((one, other) => one.at - other.at);
}

/** Runs in the page. */
function note() {
  window.noted = [];
  const worker = new Worker(URL.createObjectURL(new Blob([`(${inWorker})()`], { type: "text/javascript" })));
  worker.onmessage = ({ data }) => window.noted.push(data);
  const original = RTCPeerConnection.prototype.addTransceiver;
  let line = 0;
  RTCPeerConnection.prototype.addTransceiver = function (what, init) {
    const transceiver = original.call(this, what, init);
    if ((what.kind ?? what) === "video") {
      transceiver.sender.transform = new RTCRtpScriptTransform(worker, { way: "sent", line });
      transceiver.receiver.transform = new RTCRtpScriptTransform(worker, { way: "received", line });
    }
    line++;
    return transceiver;
  };

  function inWorker() {
    self.onrtctransform = async ({ transformer: { readable, writable, options } }) => {
      const writer = writable.getWriter();
      for await (const frame of readable) {
        const at = performance.timeOrigin + performance.now();
        const { synchronizationSource: stream, rtpTimestamp: rtp } = frame.getMetadata();
        self.postMessage({ ...options, at, stream, rtp, print: printOf(frame.data) });
        writer.write(frame);
      }
    };
    /** FNV-1a and the length: a bridge passes a payload on as it is. */
    function printOf(data) {
      let hash = 0x811c9dc5;
      for (const byte of new Uint8Array(data)) hash = Math.imul(hash ^ byte, 0x01000193);
      return `${data.byteLength}-${hash >>> 0}`;
    }
  }
}
