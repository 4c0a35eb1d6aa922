// Runs the tests in real time, all or those whose name (of a spec: its file's) has the word given, and judges the run. One
// that fails is run once more when all are over, alone. Prints the Test Anything Protocol. The file named by REPORT, if
// any, gets what a summary ends with.

import { writeFileSync } from "node:fs";
import { besideEachOther } from "./beside.mjs";
import { bots } from "./bots.mjs";
import { browsers } from "./browsers.mjs";
import { judge } from "./verdict.mjs";

const [word = ""] = process.argv.slice(2);
const units = [...(await bots()), ...browsers()].filter(({ name }) => name.includes(word));

console.log("TAP version 13");
const outcomes = [];
const failures = [];
await besideEachOther(units, async (unit) => {
  for (const first of await unit.run()) {
    if (first.ok) settle({ test: first.test, first });
    else failures.push({ unit, first });
  }
});
for (const { unit, first } of failures) {
  console.log(`# ${first.test} failed after ${(first.ms / 1_000).toFixed(1)} s and is run again: ${first.reason}`);
  say(first.output);
  settle({ test: first.test, first, second: await unit.again(first.test) });
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
