// What does a page really show and play? Colours of decoded pictures and WebRTC's own figures, asked of the page
// until they are as expected or ten seconds are over.

/** Anything slower has failed, however busy the machine. */
export const LIMIT = 10_000;

/** Asks again and again; the error says what was seen last. */
export async function eventually(what, ask, limit = LIMIT) {
  const end = Date.now() + limit;
  let seen;
  do {
    const { good, ...rest } = await ask();
    if (good) return rest;
    seen = rest;
    await new Promise((resolve) => setTimeout(resolve, 50));
  } while (Date.now() < end);
  throw new Error(`did not happen: ${what}; last seen: ${JSON.stringify(seen)}`);
}

/** Mean colour of the upper left quarter of a video element, [r, g, b]; null before the first frame. */
export function colour(page, selector) {
  return page.evaluate((wanted) => {
    const video = document.querySelector(wanted);
    if (!video || video.readyState < 2 || video.videoWidth === 0) return null;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 8;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const { videoWidth: width, videoHeight: height } = video;
    context.drawImage(video, width / 8, height / 4, width / 4, height / 4, 0, 0, 8, 8);
    const { data } = context.getImageData(0, 0, 8, 8);
    const sum = [0, 0, 0];
    for (let index = 0; index < data.length; index += 4) {
      for (let channel = 0; channel < 3; channel++) sum[channel] += data[index + channel];
    }
    return sum.map((value) => Math.round((value * 4) / data.length));
  }, selector);
}

/** Whether a colour is that of a look; encoders and colour spaces move it a little. */
export function isLook(rgb, look) {
  return rgb !== null && rgb.every((value, channel) => Math.abs(value - look.rgb[channel]) < 45);
}

/** Waits until a video element shows a look. */
export function shows(page, selector, look) {
  return eventually(`${selector} shows ${look.rgb}`, async () => {
    const rgb = await colour(page, selector);
    return { good: isLook(rgb, look), rgb };
  });
}

/** Every statistic of one kind over all connections of the page, such as `inbound-rtp`. */
export function stats(page, type, kind) {
  return page.evaluate(
    async ([type, kind]) => {
      const found = [];
      for (const connection of window.connections) {
        if (connection.connectionState === "closed") continue;
        for (const entry of (await connection.getStats()).values()) {
          if (entry.type === type && (!kind || entry.kind === kind)) found.push(entry);
        }
      }
      return JSON.parse(JSON.stringify(found));
    },
    [type, kind],
  );
}

/** Sum of one figure over statistics of a kind. */
export async function total(page, type, kind, figure) {
  return (await stats(page, type, kind)).reduce((sum, entry) => sum + (entry[figure] ?? 0), 0);
}

/** Figures of the received video of which most frames were decoded: the programme, where nothing else came before it. */
export async function mostDecoded(page) {
  const all = await stats(page, "inbound-rtp", "video");
  return all.reduce((most, entry) => ((entry.framesDecoded ?? 0) > (most.framesDecoded ?? -1) ? entry : most), {});
}
