// What became of pictures between the pages that sent them and the slot that received them? Frames are those of
// frames.mjs. Everything is measured against what was sent, so a camera that stood still is nobody's fault here.

import assert from "node:assert/strict";

/**
 * When another source takes a slot, so many of its pictures may pass by before one enters. libwebrtc calls a picture
 * frozen after three of its intervals: two that passed by, or one and a timestamp that is a picture late.
 */
const MOST_ENTRY = 1;
const MOST_STATED_MS = 100;
/** With one of two processors busy it is 74 at most, with both 730: what a bridge does wrong on top is decided in simulation. */
const MOST_HELD_MS = 250;
/** Clocks of two processes of one machine differ by less. */
const CLOCKS_MS = 20;
const RTP_TICKS_PER_MS = 90;

/**
 * How the pictures of one slot passed, from `since` on:
 * - `pictures`: how many came;
 * - `foreign`: of those, how many nobody had sent;
 * - `leftOut`: pictures of the stream shown that were sent between two that came, and did not come;
 * - `entry`: when another stream took the slot, how many of its pictures had passed by since the last one of the
 *   stream before: the longest the viewer's picture stood, in pictures;
 * - `held`: by how much longer the time between two pictures became on the way, ms, at worst. Some of it is the
 *   machine's, whose processes wait for each other;
 * - `stated`: the same by their RTP timestamps, which no machine makes late.
 */
export function passage(sent, received, since = 0) {
  const inOrder = sent.toSorted((one, other) => one.at - other.at);
  const origin = ({ print, at }) => inOrder.findLast((frame) => frame.print === print && frame.at <= at + CLOCKS_MS);
  const all = received.filter(({ at }) => at >= since).map((came) => ({ came, left: origin(came) }));
  const known = all.filter(({ left }) => left);
  const found = { pictures: all.length, foreign: all.length - known.length, leftOut: 0, entry: 0, held: 0, stated: 0 };
  known.slice(1).forEach((next, index) => {
    const seen = known[index];
    const between = ({ stream, at }) => stream === next.left.stream && at > seen.left.at && at < next.left.at;
    const passedBy = inOrder.filter(between).length;
    if (next.left.stream === seen.left.stream) found.leftOut += passedBy;
    else found.entry = Math.max(found.entry, passedBy);
    const sentApart = next.left.at - seen.left.at;
    const longer = (apart) => Math.round(apart - sentApart);
    found.held = Math.max(found.held, longer(next.came.at - seen.came.at));
    found.stated = Math.max(found.stated, longer(((next.came.rtp - seen.came.rtp) | 0) / RTP_TICKS_PER_MS));
  });
  return found;
}

/** Over switches of their source, slots of the page `name` went on; what was measured comes back. */
export function goesOn(name, sent, slots, since) {
  const found = slots.map((slot) => passage(sent, slot, since));
  const said = found.map(({ pictures, ...figures }) => {
    const text = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`).join(", ");
    return `${name}: ${pictures} pictures, ${text}`;
  });
  for (const [index, { foreign, leftOut, entry, stated, held }] of found.entries()) {
    const good = foreign + leftOut === 0 && entry <= MOST_ENTRY && stated <= MOST_STATED_MS && held <= MOST_HELD_MS;
    assert.ok(good, said[index]);
  }
  return said.join("; ");
}
