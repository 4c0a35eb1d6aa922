// Runs the tests in real time, all or those whose name (of a spec: its file's) has the word given, one after the other but
// for those that only wait, and judges the run. Prints the Test Anything Protocol. The file named by REPORT, if any, gets
// what a summary ends with.

import { writeFileSync } from "node:fs";
import { bots } from "./bots.mjs";
import { browsers } from "./browsers.mjs";
import { judge } from "./verdict.mjs";

const [word = ""] = process.argv.slice(2);
const units = [...(await bots()), ...browsers()].filter(({ name }) => name.includes(word));

console.log("TAP version 13");
const outcomes = [];
const begun = new Map(units.filter(({ waits }) => waits).map((unit) => [unit, unit.run()]));
const busyFirst = units.toSorted((a, b) => Number(begun.has(a)) - Number(begun.has(b)));
for (const unit of busyFirst) {
  for (const first of await (begun.get(unit) ?? unit.run())) {
    const second = first.ok ? undefined : await secondChance(unit, first);
    const { ok, output, ms } = second ?? first;
    outcomes.push({ test: first.test, first, second });
    console.log(`${ok ? "ok" : "not ok"} ${outcomes.length} - ${first.test} # ${(ms / 1_000).toFixed(1)} s`);
    if (output) say(output);
  }
}
const { green, lines, unsteady } = judge(outcomes);
console.log(lines.join("\n"));
if (process.env.REPORT) writeFileSync(process.env.REPORT, unsteady.map((line) => `${line}\n`).join(""));
process.exitCode = green ? 0 : 1;

function secondChance(unit, first) {
  console.log(`# ${first.test} failed after ${(first.ms / 1_000).toFixed(1)} s and is run again: ${first.reason}`);
  say(first.output);
  return unit.again(first.test);
}

function say(output) {
  console.log(output.trim().replace(/^/gm, "#   "));
}
