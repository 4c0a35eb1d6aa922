// How is the real media half driven without signaling? The spec takes signaling's place on the link: it states
// wishes and reads reports, the same JSON that signaling and media exchange (server/link).
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocketServer } from "ws";
import { serverBinary } from "../lib/world.mjs";

const SECRET = "a-secret-of-this-spec-only-32-bytes";

export class MediaNode {
  #reports = [];
  #waiting = [];
  #rev = 0;

  static async start() {
    const node = new MediaNode();
    node.page = createServer((_, response) => {
      response.setHeader("content-type", "text/html");
      response.end("<!doctype html><title>spec</title>");
    });
    node.link = new WebSocketServer({ server: node.page, path: "/link/v1" });
    const dialled = new Promise((resolve) => node.link.once("connection", resolve));
    await new Promise((resolve) => node.page.listen(0, "127.0.0.1", resolve));
    const { port } = node.page.address();
    node.origin = `http://localhost:${port}`;
    node.folder = mkdtempSync(join(tmpdir(), "giaoban-"));
    node.process = spawn(serverBinary(), ["media"], {
      env: {
        ...process.env,
        GIAOBAN_SERVER__DATA_DIR: node.folder,
        GIAOBAN_HTTP__LISTEN: "127.0.0.1:0",
        GIAOBAN_SERVER__LOG: "info,rtc_dtls=error",
        GIAOBAN_MEDIA__PORT: "0",
        GIAOBAN_LINK__SIGNALING: `ws://127.0.0.1:${port}/link/v1`,
        GIAOBAN_LINK__SECRET: SECRET,
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    node.socket = await dialled;
    node.socket.on("message", (data) => node.#take(JSON.parse(data)));
    await node.report((report) => report.type === "hello");
    return node;
  }

  /** Wishes one document. */
  put(document) {
    this.socket.send(JSON.stringify({ type: "put", rev: ++this.#rev, document }));
  }

  /** The next report that `is` wanted, also among those that came before. */
  report(is) {
    const found = this.#reports.findIndex(is);
    if (found >= 0) return Promise.resolve(this.#reports.splice(found, 1)[0]);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no report: ${is}`)), 10_000);
      this.#waiting.push({ is, resolve: (report) => (clearTimeout(timer), resolve(report)) });
    });
  }

  #take(report) {
    const waiting = this.#waiting.findIndex(({ is }) => is(report));
    if (waiting >= 0) this.#waiting.splice(waiting, 1)[0].resolve(report);
    else if (report.type !== "samples") this.#reports.push(report);
  }

  async stop() {
    this.process.kill("SIGTERM");
    await new Promise((resolve) => this.process.once("exit", resolve));
    this.link.close();
    this.page.close();
    rmSync(this.folder, { recursive: true });
  }
}
