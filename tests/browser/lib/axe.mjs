// Is a page usable without seeing or without a mouse, as far as a machine can tell? axe-core looks at it as it stands.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What WCAG 2.2 A and AA ask for, and nothing that is a matter of taste. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Each rule that is broken, with the elements that break it. */
export async function violationsOf(page) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  return page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => ({
      rule: `${id}: ${help}`,
      at: nodes.slice(0, 5).map(({ html, any, all }) => `${html.slice(0, 160)} ${[...any, ...all].map(({ message }) => message).join("; ")}`),
    }));
  }, TAGS);
}

/** Fails when a rule is broken. */
export async function assertNoViolations(page) {
  assert.deepEqual(await violationsOf(page), []);
}
