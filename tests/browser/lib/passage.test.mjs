import assert from "node:assert/strict";
import { test } from "node:test";
import { goesOn, passage } from "./passage.mjs";

const RTP_START = 2 ** 32 - 9_000; // wraps after a tenth of a second

/** Pictures of a stream, ten in a second: {at, stream, rtp, print}. */
const stream = (name, count, from = 0) =>
  Array.from({ length: count }, (_, index) => {
    const at = from + index * 100;
    return { at, stream: name, rtp: at * 90, print: `${name}${index}` };
  });
/** They come 5 ms later, on the slot's own line. */
const come = (frames) =>
  frames.map((frame) => ({ ...frame, at: frame.at + 5, stream: "slot", rtp: (RTP_START + frame.at * 90) % 2 ** 32 }));
const good = { foreign: 0, leftOut: 0, entry: 0, held: 0, stated: 0 };

test("what comes as it was sent passed well, however long the camera stood", () => {
  const sent = [...stream("a", 5), ...stream("b", 5, 2_000)];
  assert.deepEqual(passage(sent, come(sent)), { pictures: 10, ...good });
  assert.deepEqual(passage(sent, come(sent), 2_000), { pictures: 5, ...good });
});

test("a picture is late when it comes late, and when its timestamp says so", () => {
  const sent = stream("a", 5);
  const late = come(sent);
  late[4].at += 250;
  assert.deepEqual(passage(sent, late), { pictures: 5, ...good, held: 250 });
  const stated = come(sent).map((frame, index) => (index < 3 ? frame : { ...frame, rtp: (frame.rtp + 22_500) % 2 ** 32 }));
  assert.deepEqual(passage(sent, stated), { pictures: 5, ...good, stated: 250 });
});

test("pictures that were sent and did not come are counted", () => {
  const sent = stream("a", 6);
  const came = come(sent).filter((_, index) => index !== 2 && index !== 3);
  assert.deepEqual(passage(sent, came), { pictures: 4, ...good, leftOut: 2 });
});

test("at a switch those of the next stream are counted, and not those of a site that left", () => {
  const a = stream("a", 10);
  const b = stream("b", 10, 50);
  const came = come([...a.slice(0, 3), ...b.slice(5)]);
  assert.deepEqual(passage([...b, ...a], came), { pictures: 8, ...good, entry: 3 });
});

test("what nobody sent is foreign", () => {
  const sent = stream("a", 3);
  const came = come(sent);
  came[1].print = "other";
  assert.deepEqual(passage(sent, came), { pictures: 3, ...good, foreign: 1, leftOut: 1 });
});

test("a slot goes on over switches, and one in which a picture stood is named", () => {
  const [a, b] = [stream("a", 5), stream("b", 5, 450)];
  assert.match(goesOn("hall", [...a, ...b], [come([...a, ...b])], 0), /^hall: 10 pictures, /);
  assert.throws(() => goesOn("hall", [...a, ...b], [come([...a, ...b.slice(2)])], 0), /hall: 8 pictures.*entry 2/);
});
