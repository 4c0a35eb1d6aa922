import assert from "node:assert/strict";
import { test } from "node:test";
import { add, read, write } from "./table.mjs";

test("a table is added to and stays the same when it is read again", () => {
  const rows = new Map();
  add(rows, { test: "floor::taken", ok: true, ms: 1_240 });
  add(rows, { test: "floor::taken", ok: false, ms: 900 });
  add(rows, { test: "a | b", ok: true, ms: 100 });
  const text = write(rows);
  assert.match(text, /\| a \\\| b \| 1 \| 0 \| 0\.1 \|\n\| floor::taken \| 2 \| 1 \| 1\.2 \|\n$/);
  assert.deepEqual(read(text).get("floor::taken"), { runs: 2, failures: 1, slowest: 1_200 });
  assert.equal(write(read(text)), text);
});

test("a file that is not there is an empty table", () => assert.equal(read("").size, 0));
