// Rules of this client, each with its reason.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );
const all = files("src");
const code = all.filter((path) => /\.tsx?$/.test(path) && !path.includes(".test."));
const text = (path: string) => readFileSync(path, "utf8");

test("core has no UI library, so that it is tested without a screen and any screen may be replaced", () => {
  const core = code.filter((path) => path.startsWith(join("src", "core")));
  expect(core.length).toBeGreaterThan(15);
  expect(core.filter((path) => /from "(preact["/]|@preact\/signals"|lucide|\.\.\/(\.\.\/)?(ui|site|chair|technician|admin)\/)/.test(text(path)))).toEqual([]);
});

test("every module opens with the question it answers", () => {
  expect(code.filter((path) => !text(path).startsWith("// "))).toEqual([]);
});

test("files are short enough to hold in the head", () => {
  const generated = join("src", "protocol.ts");
  expect(code.filter((path) => path !== generated && text(path).split("\n").length > 300)).toEqual([]);
});

test("colours are named in one file", () => {
  // Pictures and slates are black whatever the theme; everything else goes through the tokens.
  const allowed = new Set(["tokens.css", "briefing.css", "site.css", "chair.css"]);
  const styles = all.filter((path) => path.endsWith(".css") && !allowed.has(path.split(/[\\/]/).at(-1)!));
  expect(styles.filter((path) => /#[0-9a-f]{3,8}\b/i.test(text(path)))).toEqual([]);
});

test("nothing is fetched from outside", () => {
  expect(all.filter((path) => /["'(]https?:\/\//.test(text(path)) && !path.includes(".test."))).toEqual([]);
});
