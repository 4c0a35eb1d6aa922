// The load tool against the real server, for some seconds: does a packet cost about what it did? A ratio to a bare relay in
// the same run and of the same build, so that the machine's speed and load are in both.

import { builtAt } from "../browser/lib/world.mjs";
import { run } from "./child.mjs";
import { resultOf } from "./result.mjs";

/** It reads about 3.5 when all is well; three times that is a mistake, not noise. */
const LIMITS = ["--max-ratio", "10.5", "--max-loss", "0.02"];
const LIMIT = 120_000;
const NAME = "the load tool finds a packet about as dear as ever, and none lost";

/** Nothing runs beside it. */
export function load() {
  return { name: NAME, load: 2, run: async () => [await smoke()] };
}

async function smoke() {
  return resultOf(NAME, await run(builtAt("giaoban-load", "debug"), [...LIMITS, "smoke"], { limit: LIMIT }));
}
