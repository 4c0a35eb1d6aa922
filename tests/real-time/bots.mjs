// The Rust tests in real time: bots against the real binary. Each test is a process of its own, so that none leaves
// anything to the next.

import { fileURLToPath } from "node:url";
import { run } from "./child.mjs";
import { resultOf } from "./result.mjs";

const WORKSPACE = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
/** A test that lasts longer hangs; the longest waits 40 s for consent to expire. */
const LIMIT = 240_000;
/** Lets half a minute pass after a site fell silent: others may run beside it. */
const WAITS = "consent::a_silent_connection_is_given_up_when_consent_expires";

/** Builds the program, as the other tests were built, and lists its tests. */
export async function bots() {
  const program = await built();
  const { output } = await run(program, ["--list", "--format", "terse"], { cwd: PACKAGE });
  const names = [...output.matchAll(/^(.+): test$/gm)].map(([, name]) => name);
  if (!names.includes(WAITS)) throw new Error(`there is no test ${WAITS} any more`);
  return names.map((name) => ({ name, load: name === WAITS ? 0 : 0.5, run: async () => [await one(program, name)] }));
}

async function built() {
  const args = ["test", "--workspace", "--locked", "--no-run", "--test", "bridge", "--message-format", "json"];
  const { code, output } = await run("cargo", args, { cwd: WORKSPACE });
  const found = output.match(/"executable":"([^"]*\/bridge-[^"]*)"/);
  if (code !== 0 || !found) throw new Error(`the tests of the bridge were not built:\n${output}`);
  return found[1];
}

async function one(program, name) {
  const ended = await run(program, ["--exact", name, "--nocapture"], { cwd: PACKAGE, limit: LIMIT });
  return resultOf(name, ended, ended.output.includes("1 passed"));
}
