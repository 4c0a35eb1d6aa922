// The load tool against the real server, for some seconds: does a packet cost about what it did? A ratio to a bare relay in
// the same run and of the same build, so that the machine's speed and load are in both.

import { fileURLToPath } from "node:url";
import { run } from "./child.mjs";
import { reasonIn } from "./bots.mjs";

const TARGET = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../target", import.meta.url));
const GIAOBAN = process.env.GIAOBAN_BIN ?? `${TARGET}/debug/giaoban`;

/** It reads about 3.5 when all is well; three times that is a mistake, not noise. */
const LIMITS = ["--max-ratio", "10.5", "--max-loss", "0.02"];
const LIMIT = 120_000;
const NAME = "the load tool finds a packet about as dear as ever, and none lost";

/** Nothing runs beside it. */
export function load() {
  return { name: NAME, load: 2, run: async () => [await smoke()] };
}

async function smoke() {
  const program = `${GIAOBAN}-load`;
  const { code, output, ms } = await run(program, [...LIMITS, "smoke"], { limit: LIMIT });
  const ok = code === 0;
  return { test: NAME, ok, ms, reason: ok ? "" : reasonIn(output), output: ok ? "" : output };
}
