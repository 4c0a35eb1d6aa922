// What came of a program that is one test?

/** Of a program that ended so (child.mjs): good when its code is 0 and whatever else was asked for is `met`. */
export function resultOf(test, { code, output, ms }, met = true) {
  const ok = code === 0 && met;
  return ok ? { test, ok, ms, reason: "", output: "" } : { test, ok, ms, reason: reasonIn(output), output };
}

/** The line of a test's output that says why it failed. */
export function reasonIn(output) {
  const error = output.match(/^Error: (.+)$/m) ?? output.match(/panicked at [^\n]*\n([^\n]+)/);
  return (error?.[1] ?? output.trim().split("\n").at(-1) ?? "").trim();
}
