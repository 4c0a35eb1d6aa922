// How is a browser started for a spec? Chromium with files as camera and microphone, Firefox with its own fake
// devices; every page keeps its peer connections where a spec finds them, and its console errors.

import { chromium } from "playwright-core";
import puppeteer from "puppeteer-core";
import { capture } from "./capture.mjs";

const CHROMIUM = process.env.GIAOBAN_CHROMIUM ?? "/usr/bin/chromium";
const FIREFOX = process.env.GIAOBAN_FIREFOX ?? "/usr/bin/firefox-esr";

// Nothing of a browser may talk to the outside, and no machine of ours has a display or a GPU.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--allow-loopback-in-peer-connection", // all that a machine without a network has
  "--autoplay-policy=no-user-gesture-required",
];

/** Runs in every page before its own scripts. */
function keepConnections() {
  const Original = window.RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Original {
    constructor(...args) {
      super(...args);
      window.connections.push(this);
    }
  };
}

/**
 * A Chromium whose camera shows `look` and whose microphone hears its tone, started with these `flags` besides.
 * `close` also deletes the files. Pages come from `newPage()`; `page.errors` collects what its console complains about.
 */
export async function launchChromium({ look, width, height, fps, flags = [] } = {}) {
  const files = look ? capture(look, { width, height, fps }) : null;
  const devices = files
    ? [`--use-file-for-fake-video-capture=${files.video}`, `--use-file-for-fake-audio-capture=${files.audio}`]
    : [];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...devices, ...flags] });
  return {
    browser,
    async newPage(options = {}) {
      const context = await browser.newContext({ permissions: ["camera", "microphone"], ...options });
      const page = await context.newPage();
      await page.addInitScript(keepConnections);
      // Asked for by the browser itself, on pages that name no icon.
      await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
      page.errors = [];
      page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
      page.on("pageerror", (error) => page.errors.push(String(error)));
      return page;
    },
    async close() {
      await browser.close();
      files?.remove();
    },
  };
}

/** A Firefox with its own fake camera and microphone; pages have puppeteer's interface. */
export async function launchFirefox() {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "permissions.default.camera": 1, // who may not use it offers no address but the one that leads out
      "permissions.default.microphone": 1,
      "media.autoplay.default": 0,
      "media.peerconnection.ice.loopback": true, // the server of a spec listens on loopback
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      "app.update.enabled": false,
      "datareporting.policy.dataSubmissionEnabled": false,
      "toolkit.telemetry.enabled": false,
      "network.captive-portal-service.enabled": false,
      "network.connectivity-service.enabled": false,
    },
  });
  return {
    browser,
    async newPage() {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument(keepConnections);
      page.errors = [];
      page.on("console", (message) => message.type() === "error" && page.errors.push(message.text()));
      page.on("pageerror", (error) => page.errors.push(String(error)));
      return page;
    },
    close: () => browser.close(),
  };
}
