// The tests in real browsers. A spec file is a process of its own and may hold several tests, which share what it
// started and go on where the one before ended: it is run whole.

import { readdirSync } from "node:fs";
import { run as runFiles } from "node:test";
import { fileURLToPath } from "node:url";

/** A file that lasts longer hangs; the longest takes a minute and a half with one processor busy. */
const LIMIT = 300_000;
const SPECS = fileURLToPath(new URL("../browser/specs/", import.meta.url));
/** These judge when pictures and sound arrive, or decode pictures in many rooms or two browsers: nothing runs beside them. */
const ALONE = ["acceptance", "briefing", "core-switch", "firefox", "harness", "lip-sync", "media-half", "simulcast-repair"].map((name) => `${name}.spec.mjs`);

/** Every spec file. What only waits for a screen to say something leaves room for another. */
export function browsers() {
  const files = readdirSync(SPECS).filter((file) => file.endsWith(".spec.mjs"));
  for (const file of ALONE) if (!files.includes(file)) throw new Error(`there is no spec ${file} any more`);
  return files.toSorted().map((file) => ({
    name: file,
    load: ALONE.includes(file) ? 2 : 1,
    run: () => results(file),
  }));
}

/** Runs a file. */
function results(file) {
  const stream = runFiles({ files: [SPECS + file], concurrency: 1, timeout: LIMIT });
  const found = [];
  let errors = [];
  const take = (ok) => ({ name, nesting, skip, details }) => {
    if (nesting > 0) return;
    const failed = ok ? (skip === undefined ? null : new Error("it was skipped")) : details.error;
    const reason = failed ? String(failed.cause?.message ?? failed.message).split("\n")[0] : "";
    const output = [...errors, ...(failed ? [trace(failed)] : [])].join("\n");
    found.push({ test: name, ok: !failed, ms: details.duration_ms, reason, output });
    errors = [];
  };
  stream.on("test:pass", take(true)).on("test:fail", take(false));
  stream.on("test:stderr", ({ message }) => errors.push(message.trimEnd()));
  // What a test says of itself comes after its result; what names no file is the runner's own summary.
  stream.on("test:diagnostic", ({ message, file }) => {
    if (file && found.length > 0) found.at(-1).output += `\n${message}`;
  });
  return new Promise((resolve, reject) => {
    stream.once("error", reject).once("end", () => resolve(found.length > 0 ? found : [empty(file)]));
    stream.resume();
  });
}

const trace = (error) => String(error.cause?.stack ?? error.stack);
const empty = (file) => ({ test: file, ok: false, ms: 0, reason: `${file} ran no test`, output: "" });
