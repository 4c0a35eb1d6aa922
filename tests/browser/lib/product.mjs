// How does a spec use the product's own client? Opens its screens with a token instead of hands on a keyboard,
// and presses what people press.

import { install } from "./bare-client.mjs";

/** The large picture of a room. */
export const PROGRAMME = '[data-testid="picture-programme"] video';

/**
 * Address of a screen of the client: `room`, `chair` or `technician`. The camera's height and frame rate are small,
 * because two processors encode and decode everything; a room without `enter` stops in its lobby.
 */
export function addressOf(world, screen, token, { camera = "180@10", enter = true, language } = {}) {
  const asked = [`token=${token}`, enter && "enter=1", `camera=${camera}`, language && `lang=${language}`];
  return `${world.base}/${screen}/${world.briefing}#${asked.filter(Boolean).join("&")}`;
}

/** Opens a screen. Comes back when its media is connected. */
export async function openScreen(page, world, screen, token, asked) {
  await page.goto(addressOf(world, screen, token, asked));
  await connected(page, screen);
}

/** Waits until a screen's link and media stand. */
export function connected(page, screen) {
  return page.waitForSelector(`[data-testid="${screen}"][data-media="connected"][data-link="open"]`);
}

/** Waits until a room's band says so: off, watched, prepare or on_air. */
export function tally(page, wanted) {
  return page.waitForSelector(`[data-testid="room"][data-tally="${wanted}"]`);
}

/** The room asks for the floor. */
export async function register(room) {
  await room.click('[data-testid="big-action"][data-action="register"]');
  await room.click('[data-testid="register-submit"]');
}

/** A button of the chair's console; what asks back is confirmed. */
export async function press(console, action, { confirm = false } = {}) {
  await console.click(`[data-testid="action"][data-action="${action}"]:not([disabled])`);
  if (confirm) await console.click('[data-testid="confirm-yes"]');
}

/** The row of a site's request in the chair's queue. */
export function requestOf(world, site) {
  return `[data-testid="request-row"][data-site="${world.sites[site].id}"]`;
}

/**
 * Before a page opens: its media goes to `address` (ip:port, a relay) instead of where the server's answer says.
 */
export function mediaThrough(page, address) {
  return page.addInitScript((address) => {
    const [ip, port] = address.split(":");
    const original = RTCPeerConnection.prototype.setRemoteDescription;
    RTCPeerConnection.prototype.setRemoteDescription = function (answer) {
      const sdp = answer.sdp.replace(/^(a=candidate:(?:\S+ ){4})\S+ \S+/gm, `$1${ip} ${port}`);
      return original.call(this, { type: answer.type, sdp });
    };
  }, address);
}

/** A hand of the centre without a screen: commands as that user, and the floor granted to a site. */
export async function handOf(page, world, username) {
  await install(page);
  await page.goto(`${world.base}/healthz`);
  const token = await world.signIn(username);
  await page.evaluate((entry) => window.enter(entry), { token, briefing: world.briefing, kind: "console", listen: false });
  const command = (command, object) => page.evaluate(([command, object]) => window.session.command(command, object), [command, object]);
  return { command, grant: (site) => command({ do: "grant", target: { kind: "site", id: world.sites[site].id } }, "floor") };
}
