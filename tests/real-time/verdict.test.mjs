import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./verdict.mjs";

const good = { ok: true, reason: "", ms: 10 };
const bad = (reason) => ({ ok: false, reason, ms: 10 });
const passed = (test) => ({ test, first: good });
const shaky = (test) => ({ test, first: bad("late"), second: good });

test("a run whose tests pass is green and says no more", () => {
  const { green, lines } = judge([passed("a"), passed("b")]);
  assert.ok(green);
  assert.deepEqual(lines, ["1..2", "# tests 2", "# pass 2", "# fail 0"]);
});

test("one test that passes when it is run again is named last", () => {
  const { green, lines } = judge([passed("a"), shaky("b")]);
  assert.ok(green);
  assert.equal(lines.at(-1), "unsteady: b, first: late");
});

test("two such tests are red", () => {
  const { green, lines } = judge([shaky("a"), shaky("b")]);
  assert.ok(!green);
  assert.deepEqual(lines.slice(-2), ["unsteady: a, first: late", "unsteady: b, first: late"]);
});

test("a test that fails twice is red and not called unsteady", () => {
  const { green, lines } = judge([passed("a"), { test: "b", first: bad("wrong"), second: bad("wrong") }]);
  assert.ok(!green);
  assert.deepEqual(lines, ["1..2", "# tests 2", "# pass 1", "# fail 1"]);
});

test("a run that finds no test is red", () => assert.ok(!judge([]).green));
