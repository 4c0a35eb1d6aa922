import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { language, t, type Key } from "./i18n";
import { en } from "./i18n/en";
import { vi } from "./i18n/vi";

const keys = Object.keys(vi) as Key[];

test("both languages have the same keys, and none is empty", () => {
  expect(Object.keys(en).sort()).toEqual([...keys].sort());
  expect(keys.filter((key) => !vi[key].trim() || !en[key].trim())).toEqual([]);
});

test("both languages fill in the same values", () => {
  const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  expect(keys.filter((key) => holes(vi[key]).join() !== holes(en[key]).join())).toEqual([]);
});

test("values are filled in, unknown ones stay visible", () => {
  language.value = "vi";
  expect(t("chair.stopTitle", { site: "Xã Bảo Hà" })).toBe("Thu lời Xã Bảo Hà?");
  expect(t("chair.stopTitle", {})).toContain("{site}");
});

test("every key is used by some screen", () => {
  const source = sources("src").map((path) => readFileSync(path, "utf8")).join("\n");
  const families = [...source.matchAll(/`([a-z]+)\.(?:[a-z]+\.)?\$\{[^}]*\}(\w*)`/gi)].map((match) => match[0]!.slice(1).split("$")[0]!);
  const unused = keys.filter((key) => !source.includes(`"${key}"`) && !families.some((family) => key.startsWith(family)));
  expect(unused).toEqual([]);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path.endsWith("i18n") ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? [path] : [];
  });
}
