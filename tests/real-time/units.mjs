// Which tests run in real time? Each unit is run whole, gives the results of its tests, and says how many processors it wants.

import { bots } from "./bots.mjs";
import { browsers } from "./browsers.mjs";
import { load } from "./load.mjs";

/** Those whose name (of a spec: its file's) has the word, or all. */
export async function units(word = "") {
  return [...(await bots()), load(), ...browsers()].filter(({ name }) => name.includes(word));
}
