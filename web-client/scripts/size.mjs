// Does the room screen stay within its download budget? Sums the gzipped script a hall loads: the entry, the
// room screen, and everything either imports.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 120 * 1024;
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));

function chunksOf(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const imported of manifest[name].imports ?? []) chunksOf(imported, seen);
  return seen;
}

const files = [...new Set([...chunksOf("index.html"), ...chunksOf("src/site/index.tsx")])].map((name) => manifest[name].file);
const bytes = files.filter((file) => file.endsWith(".js")).reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`)).length, 0);
console.log(`room screen: ${(bytes / 1024).toFixed(1)} kB of script (gzip), budget ${BUDGET / 1024} kB`);
if (bytes > BUDGET) process.exit(1);
