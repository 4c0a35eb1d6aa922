// The committed table of how steady each test in real time is: read, added to, written.

const HEAD = `# How steady are the tests in real time?

Each is run 20 times while another program keeps one of two processors busy: \`make steady\`, in portions that add to
this table. Delete the file to begin anew.

| test | runs | failures | slowest, s |
|---|---|---|---|
`;

/** Rows by test: {runs, failures, slowest}, slowest in ms. */
export function read(text) {
  const rows = new Map();
  for (const [, test, runs, failures, slowest] of text.matchAll(/^\| (.+) \| (\d+) \| (\d+) \| ([\d.]+) \|$/gm)) {
    rows.set(test.replaceAll("\\|", "|"), { runs: Number(runs), failures: Number(failures), slowest: Number(slowest) * 1_000 });
  }
  return rows;
}

/** Counts one run of a test; returns its row. */
export function add(rows, { test, ok, ms }) {
  const { runs, failures, slowest } = rows.get(test) ?? { runs: 0, failures: 0, slowest: 0 };
  const row = { runs: runs + 1, failures: failures + (ok ? 0 : 1), slowest: Math.max(slowest, ms) };
  rows.set(test, row);
  return row;
}

/** The file, by name of the test. */
export function write(rows) {
  const byName = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const line = ([test, { runs, failures, slowest }]) =>
    `| ${test.replaceAll("|", "\\|")} | ${runs} | ${failures} | ${(slowest / 1_000).toFixed(1)} |\n`;
  return HEAD + byName.map(line).join("");
}
