// Runs every test in real time 20 times with one processor kept busy, and writes how steady it is; with a word given, only
// those whose name (of a spec: its file's) has it. MINUTES=30 ends after a portion of half an hour; the next one goes on
// where the table stands.

import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { add, read, write } from "./table.mjs";
import { units } from "./units.mjs";

const RUNS = 20;
const TABLE = new URL("../steady.md", import.meta.url);

const ends = performance.now() + Number(process.env.MINUTES ?? Infinity) * 60_000;
const rows = read(existsSync(TABLE) ? readFileSync(TABLE, "utf8") : "");
const chosen = await units(process.argv[2]);
const busy = spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" });
process.once("exit", () => busy.kill());

// Round after round, so that a portion tells something of every test. What a spec file holds is known once it has run, so
// each runs once in every portion, and that counts too.
const tests = new Map();
const done = (unit) => Math.min(...(tests.get(unit) ?? [unit.name]).map((test) => rows.get(test)?.runs ?? 0));
for (let round = 1; round <= RUNS; round += 1) {
  for (const unit of chosen) {
    if (done(unit) >= round || performance.now() > ends) continue;
    const results = await unit.run();
    tests.set(unit, results.map(({ test }) => test));
    for (const result of results.filter(({ test }) => (rows.get(test)?.runs ?? 0) < RUNS)) {
      const { runs } = add(rows, result);
      console.log(`${result.ok ? "ok" : "FAILED"} ${runs} ${result.test} ${(result.ms / 1_000).toFixed(1)} s`);
      if (!result.ok) console.log(result.output);
    }
    writeFileSync(TABLE, write(rows));
  }
}
process.exit([...rows.values()].some(({ failures }) => failures > 0) ? 1 : 0);
