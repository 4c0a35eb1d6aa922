// How is a program run to its end? With everything it started, for so long and no longer.

import { spawn } from "node:child_process";

// A group of its own does not hear Ctrl-C: it is ended when this process ends.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** Runs it; after `limit` ms its whole group is killed. Comes back with {code, output, ms}. */
export function run(command, args, { cwd, limit }) {
  const started = performance.now();
  const child = spawn(command, args, { cwd, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const pieces = [];
  child.stdout.on("data", (piece) => pieces.push(piece));
  child.stderr.on("data", (piece) => pieces.push(piece));
  const end = () => killGroup(child.pid);
  const timer = limit && setTimeout(() => (pieces.push(Buffer.from(`Error: not over after ${limit / 1_000} s\n`)), end()), limit);
  process.once("exit", end);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(timer);
      process.off("exit", end);
      resolve({ code, output: Buffer.concat(pieces).toString(), ms: performance.now() - started });
    });
  });
}

function killGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error; // it ended by itself
  }
}
