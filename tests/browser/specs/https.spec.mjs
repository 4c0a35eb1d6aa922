// A room in another house: it reaches the server by name, not on localhost. Over the self-signed certificate that one
// setting makes, its camera opens and it is connected; over plain HTTP it is told why not, and what to do.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { test } from "node:test";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { eventually, stats } from "../lib/probe.mjs";
import { serverBinary } from "../lib/world.mjs";

const NAME = "giaoban.test";
const FREE_ROOM = "BY-XT";

/** The demonstration with this [http] tls; `base` is its address under a name that is not localhost. */
async function serve(t, tls) {
  const data = mkdtempSync(path.join(os.tmpdir(), "giaoban-https-"));
  const flags = ["--data-dir", data, "--listen", "127.0.0.1:0", "--media-port", "0", "--log", "error"];
  const env = { ...process.env, GIAOBAN_HTTP__TLS: tls };
  const server = spawn(serverBinary(), ["serve", "--demo", "--announce-ports", ...flags], { env, stdio: ["ignore", "pipe", "inherit"] });
  t.after(async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    server.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true });
  });
  for await (const line of readline.createInterface({ input: server.stdout })) {
    const scheme = tls === "off" ? "http" : "https";
    const port = JSON.parse(line).http.split(":").at(-1);
    return { base: `${scheme}://${NAME}:${port}`, env, flags };
  }
  throw new Error("the server ended");
}

async function openBrowser(t) {
  const flags = [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`];
  const chromium = await launchChromium({ look: looks.green, width: 320, height: 180, fps: 10, flags });
  t.after(() => chromium.close());
  return chromium.newPage({ ignoreHTTPSErrors: true });
}

/** Where the free room of the demonstration enters its live briefing. */
async function entrance(page, { base, env, flags }) {
  await page.goto(`${base}/sign-in`);
  const briefing = await page.evaluate(async () => {
    const json = (path, init) => fetch(`/api/v1/${path}`, init).then((response) => response.json());
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ username: "kythuat", password: "giaoban-demo" });
    const { token } = await json("session", { method: "POST", headers, body });
    const briefings = await json("briefings?today=1", { headers: { authorization: `Bearer ${token}` } });
    return briefings.find((briefing) => briefing.state === "live").id;
  });
  const args = ["token", "--site", FREE_ROOM, "--briefing", briefing, ...flags];
  const token = execFileSync(serverBinary(), args, { env, encoding: "utf8" }).trim().split(/\s/).at(-1);
  return `${base}/room/${briefing}#token=${token}`;
}

test("over the certificate the server makes, a room in another house takes part", { timeout: 60_000 }, async (t) => {
  const server = await serve(t, "self-signed");
  const page = await openBrowser(t);
  await page.goto(`${await entrance(page, server)}&enter=1&camera=180@10`);
  await page.waitForSelector('[data-testid="room"][data-media="connected"][data-link="open"]');
  assert.ok(await page.evaluate(() => window.isSecureContext));
  await eventually("the camera's frames leave", async () => ({ good: (await stats(page, "outbound-rtp", "video")).some(({ framesSent }) => framesSent > 0) }));
});

test("over plain HTTP a room is told to open the https address", { timeout: 60_000 }, async (t) => {
  const server = await serve(t, "off");
  const page = await openBrowser(t);
  await page.goto(await entrance(page, server));
  const problem = await page.waitForSelector('[data-kind="camera"][data-problem="insecure"]');
  assert.match(await problem.textContent(), /https/);
});
