// The tests in real browsers. A spec file is a process of its own and may hold several tests, which share what it
// started.

import { readdirSync } from "node:fs";
import { run as runFiles } from "node:test";
import { fileURLToPath } from "node:url";

const SPECS = fileURLToPath(new URL("../browser/specs/", import.meta.url));

/** Every spec file. */
export function browsers() {
  const files = readdirSync(SPECS).filter((file) => file.endsWith(".spec.mjs"));
  return files.toSorted().map((file) => ({
    name: file,
    load: 2,
    run: () => results(file),
    again: async (test) => (await results(file, test)).find((result) => result.test === test) ?? lost(file, test),
  }));
}

/** Runs a file, or one of its tests. */
function results(file, test) {
  const testNamePatterns = test && [new RegExp(`^${test.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`)];
  const stream = runFiles({ files: [SPECS + file], concurrency: 1, testNamePatterns });
  const found = [];
  let errors = [];
  const take = (ok) => ({ name, nesting, skip, details }) => {
    if (nesting > 0 || skip !== undefined) return;
    const reason = ok ? "" : String(details.error.cause?.message ?? details.error.message).split("\n")[0];
    const output = [...errors, ...(ok ? [] : [trace(details.error)])].join("\n");
    found.push({ test: name, ok, ms: details.duration_ms, reason, output });
    errors = [];
  };
  stream.on("test:pass", take(true)).on("test:fail", take(false));
  stream.on("test:stderr", ({ message }) => errors.push(message.trimEnd()));
  // What a test says of itself comes after its result; what names no file is the runner's own summary.
  stream.on("test:diagnostic", ({ message, file }) => {
    if (file && found.length > 0) found.at(-1).output += `\n${message}`;
  });
  return new Promise((resolve, reject) => {
    stream.once("error", reject).once("end", () => resolve(found.length > 0 ? found : [lost(file, file)]));
    stream.resume();
  });
}

const trace = (error) => String(error.cause?.stack ?? error.stack);
const lost = (file, test) => ({ test, ok: false, ms: 0, reason: `${file} ran no test of that name`, output: "" });
