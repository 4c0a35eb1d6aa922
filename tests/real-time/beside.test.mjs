import assert from "node:assert/strict";
import { test } from "node:test";
import { besideEachOther } from "./beside.mjs";

/** Runs units and tells what began and ended, and how many processors were wanted at the most; `waits` ends last. */
async function course(loads) {
  const told = [];
  let wanted = 0;
  let most = 0;
  let last = () => {};
  const ended = new Promise((resolve) => (last = resolve));
  const over = besideEachOther(Object.entries(loads).map(([name, load]) => ({ name, load })), async ({ name, load }) => {
    told.push(name);
    wanted += load;
    most = Math.max(most, wanted);
    await (load === 0 ? ended : new Promise(setImmediate));
    wanted -= load;
    told.push(`${name}.`);
    if (told.length === 2 * Object.keys(loads).length - 1) last();
  });
  await over;
  return { told: told.join(" "), most };
}

test("what is light runs beside others, what is heavy alone, and what waits beside all of them", async () => {
  const { told, most } = await course({ browser: 2, bot: 1, waits: 0, other: 1, third: 1, firefox: 2 });
  assert.equal(most, 2);
  assert.equal(told, "waits bot other bot. third other. third. browser browser. firefox firefox. waits.");
});

test("what fails to run is not hidden", async () => {
  await assert.rejects(besideEachOther([{ load: 0 }], () => Promise.reject(new Error("no such file"))), /no such file/);
});
