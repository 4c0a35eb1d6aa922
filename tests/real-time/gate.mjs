// Runs the tests in real time, all or those whose name (of a spec: its file's) has the word given, and judges the run. One
// that fails is run once more when all are over, alone. Prints the Test Anything Protocol. The file named by REPORT, if
// any, gets what a summary ends with.

import { writeFileSync } from "node:fs";
import { besideEachOther } from "./beside.mjs";
import { units } from "./units.mjs";
import { judge } from "./verdict.mjs";

console.log("TAP version 13");
const outcomes = [];
const failures = [];
await besideEachOther(await units(process.argv[2]), async (unit) => {
  const results = await unit.run();
  for (const first of results.filter(({ ok }) => ok)) settle({ test: first.test, first });
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length > 0) failures.push({ unit, failed });
});
for (const { unit, failed } of failures) {
  for (const { test, ms, reason, output } of failed) {
    console.log(`# ${test} failed after ${(ms / 1_000).toFixed(1)} s and is run again: ${reason}`);
    say(output);
  }
  const again = await unit.run();
  for (const first of failed) {
    const { test } = first;
    const second = again.find((result) => result.test === test);
    settle({ test, first, second: second ?? { ok: false, ms: 0, reason: `${unit.name} ran no such test again`, output: "" } });
  }
}
const { green, lines, unsteady } = judge(outcomes);
console.log(lines.join("\n"));
if (process.env.REPORT) writeFileSync(process.env.REPORT, unsteady.map((line) => `${line}\n`).join(""));
process.exitCode = green ? 0 : 1;

function settle(outcome) {
  outcomes.push(outcome);
  const { ok, output, ms } = outcome.second ?? outcome.first;
  console.log(`${ok ? "ok" : "not ok"} ${outcomes.length} - ${outcome.test} # ${(ms / 1_000).toFixed(1)} s`);
  if (output) say(output);
}

function say(output) {
  console.log(output.trim().replace(/^/gm, "#   "));
}
