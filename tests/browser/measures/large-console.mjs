// How fluid are the consoles of a whole province? 160 sites with media on the real server, the chair's and the
// technician's console in Chromium; for each key the time until the page is drawn again, and what statistics redraw.
//
//   npm run measure:console

import { spawn } from "node:child_process";
import readline from "node:readline";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { type } from "../lib/console.mjs";
import { openScreen } from "../lib/product.mjs";
import { builtAt, World } from "../lib/world.mjs";

const SECONDS = 120;
const ROUNDS = 6;
const WATCHED_MS = 20_000;
/** A key's next picture; Event Timing counts in steps of 8 ms and tells nothing shorter than this. */
const LEAST_MS = 16;
const program = builtAt("giaoban-load", process.env.GIAOBAN_PROFILE ?? "release");

/** A province with its media, until `stop`. */
async function province() {
  const child = spawn(program, ["b", "--announce", "--seconds", String(SECONDS), "--every", "0", "--ramp", "40"], { stdio: ["ignore", "pipe", "inherit"] });
  child.on("error", () => console.error(`${program} is missing: cargo build --release -p giaoban -p giaoban-tests`));
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = await lines.next();
  if (line.done) throw new Error("giaoban-load ended");
  return { world: World.entered(JSON.parse(line.value)), stop: () => child.kill() };
}

/** In the page: what each key cost, what was redrawn, what took long. */
function watch() {
  window.cost = { keys: [], tasks: [], rows: 0, texts: 0 };
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (name === "keydown") window.cost.keys.push(duration);
  }).observe({ type: "event", durationThreshold: 16 });
  new PerformanceObserver((list) => window.cost.tasks.push(...list.getEntries().map((each) => each.duration))).observe({ type: "longtask" });
  const isRow = (node) => node.dataset?.testid === "site-row" || node.dataset?.testid === "matrix-row";
  addEventListener("DOMContentLoaded", () =>
    new MutationObserver((changes) => {
      for (const { type, addedNodes, removedNodes } of changes) {
        if (type === "characterData") window.cost.texts += 1;
        else window.cost.rows += [...addedNodes, ...removedNodes].filter(isRow).length;
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true }),
  );
}

const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;

/** Presses each key several times; keys that Event Timing does not tell of took less than `LEAST_MS`. */
async function measured(page, keys) {
  const rows = [];
  for (const [what, ...sequence] of keys) {
    await page.evaluate(() => void (window.cost.keys = []));
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const key of sequence) {
        await type(page, key);
        await page.waitForTimeout(300);
      }
    }
    await page.waitForTimeout(300);
    const told = await page.evaluate(() => window.cost.keys);
    const all = [...told, ...Array(Math.max(0, sequence.length * ROUNDS - told.length)).fill(LEAST_MS)];
    rows.push({ what, keys: sequence.join(" "), n: all.length, p50: percentile(all, 0.5), p95: percentile(all, 0.95), most: Math.max(...all) });
  }
  return rows;
}

/** Leaves the page alone while figures come in. */
async function alone(page) {
  await page.evaluate(() => Object.assign(window.cost, { tasks: [], rows: 0, texts: 0 }));
  await page.waitForTimeout(WATCHED_MS);
  const { tasks, rows, texts } = await page.evaluate(() => window.cost);
  return { seconds: WATCHED_MS / 1_000, rows, texts, tasks: tasks.length, longest: Math.round(Math.max(0, ...tasks)) };
}

function print(name, sites, rows, still) {
  console.log(`\n${name}, ${sites} sites: ms from a key to the next picture (shorter than ${LEAST_MS} counts as ${LEAST_MS})`);
  for (const { what, keys, n, p50, p95, most } of rows) {
    console.log(`  ${what.padEnd(34)} ${keys.padEnd(24)} n ${String(n).padStart(3)}  p50 ${p50}  p95 ${p95}  most ${most}`);
  }
  console.log(`  left alone ${still.seconds} s: ${still.rows} rows made anew, ${still.texts} texts changed, ${still.tasks} tasks over 50 ms (longest ${still.longest} ms)`);
}

const { world, stop } = await province();
const browser = await launchChromium({ look: looks.green });
try {
  const sites = Object.keys(world.sites).length;
  const viewport = { width: 1920, height: 1080 };
  const open = async (screen, username) => {
    const page = await browser.newPage({ viewport });
    await page.addInitScript(watch);
    await openScreen(page, world, screen, await world.signIn(username));
    await page.waitForTimeout(2_000);
    return page;
  };
  const chair = await open("chair", world.users.chair);
  const chairKeys = await measured(chair, [
    ["find a site by name", "/", "Control+a", "1", "2", "0"],
    ["choose it", "2", "Enter", "Enter"],
    ["all sites again", "/", "Control+a", "Delete", "2"],
    ["down the list", "ArrowDown", "ArrowDown", "ArrowUp"],
    ["choose, invite, finish", "Enter", "g", "d"],
    ["look at a site, and no more", "Enter", "v", "v", "Enter"],
    ["put on air, follow the floor", "Enter", "a", "f", "Enter"],
    ["open and shut the panel", "=", "2", "3", "="],
    ["choose pictures", "6", "Escape"],
  ]);
  print("chair", sites, chairKeys, await alone(chair));
  await chair.close();
  const technician = await open("technician", world.users.technician);
  const technicianKeys = await measured(technician, [
    ["order by tree, by trouble", "o", "o"],
    ["down the matrix", "2", "ArrowDown", "ArrowDown", "ArrowUp"],
    ["one site's figures, and back", "Enter", "Escape"],
  ]);
  print("technician", sites, technicianKeys, await alone(technician));
} finally {
  await browser.close();
  stop();
}
