// How does a spec get a briefing? It starts `giaoban-world`, which starts the real server, seeds it and opens
// a live briefing; this module tells it what to do and signs people in.

import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { fileURLToPath } from "node:url";

const workspace = fileURLToPath(new URL("../../..", import.meta.url));

// Building once is part of the first spec; a warm build takes a second.
let built = false;

/** Where a program of this workspace is built. */
export const builtAt = (name, profile) => path.join(process.env.CARGO_TARGET_DIR ?? path.join(workspace, "target"), profile, name);

function binary() {
  const file = builtAt("giaoban-world", "debug");
  if (!built && !process.env.GIAOBAN_BIN) {
    const done = spawnSync("cargo", ["build", "--quiet", "--workspace", "--bins"], { cwd: workspace, stdio: "inherit" });
    if (done.status !== 0) throw new Error("cargo build failed");
    built = true;
  }
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  return { file, server: process.env.GIAOBAN_BIN ?? builtAt("giaoban", "debug") };
}

/** The server's own program, for a spec that starts it by itself. */
export const serverBinary = () => binary().server;

/** Starts a server with a live briefing of these communes. */
export async function startWorld(communes) {
  const { file, server } = binary();
  const args = communes.flatMap((name) => ["--commune", name]);
  const env = { ...process.env, GIAOBAN_BIN: server };
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "inherit"], env });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done) throw new Error("giaoban-world ended");
    return JSON.parse(line.value);
  };
  return new World(child, next, await next());
}

/** A briefing to enter; only one that was started here obeys orders. */
export class World {
  #child;
  #next;
  #turn = Promise.resolve();

  constructor(child, next, entrance) {
    this.#child = child;
    this.#next = next;
    Object.assign(this, entrance); // base, media, briefing, hall, sites, users, password
  }

  /** A briefing that another program plays. */
  static entered(entrance) {
    return new World(null, null, entrance);
  }

  /** One order of giaoban-world; orders are obeyed one after the other. */
  tell(order) {
    const answer = this.#turn.then(async () => {
      this.#child.stdin.write(`${JSON.stringify(order)}\n`);
      const said = await this.#next();
      if ("failed" in said) throw new Error(said.failed);
      return said.done;
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** A bot enters as the room device of a site. */
  join(site) {
    return this.tell({ do: "join", site });
  }

  /** A figure of the server, summed over its labels. */
  metric(name) {
    return this.tell({ do: "metric", name });
  }

  /** A new relay in front of the media port, or of another address `to`; its own address comes back. */
  relay(to = null) {
    return this.tell({ do: "relay", to });
  }

  /** What the newest relay does, to one payload type or to all media: {up, loss, every, lag_ms, payload_type}. */
  impair({ up, loss = 0, every = 0, lag_ms = 0, payload_type = null }) {
    return this.tell({ do: "impair", up, loss, every, lag_ms, payload_type });
  }

  /** Nothing comes through the newest relay, or everything again. */
  cut(cut) {
    return this.tell({ do: "cut", cut });
  }

  /** A bearer token of a user. */
  async signIn(username) {
    const response = await fetch(`${this.base}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password: this.password }),
    });
    if (!response.ok) throw new Error(`sign-in of ${username}: ${response.status} ${await response.text()}`);
    return (await response.json()).token;
  }

  /** Ends the server and everything around it. */
  async stop() {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin.end();
    const insist = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(insist);
  }
}
