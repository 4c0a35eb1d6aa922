import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonIn } from "./result.mjs";

test("the reason of a failure is its error, its panic or its last line", () => {
  assert.equal(reasonIn("running 1 test\nError: did not happen: x\n\nCaused by: y\n"), "did not happen: x");
  assert.equal(reasonIn("thread 'a' (7) panicked at tests/a.rs:1:2:\nassertion failed: b\nnote: c\n"), "assertion failed: b");
  assert.equal(reasonIn("killed\n"), "killed");
});
