// How is Debian's Chromium started so that it is quiet, needs no hands and finds no network?
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-ui-for-media-stream",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
];

export const launch = () => chromium.launch({ executablePath: "/usr/bin/chromium", args: FLAGS });
