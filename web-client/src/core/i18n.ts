// In which language does this client speak? Vietnamese first, English second; a missing key does not compile.
import { signal } from "@preact/signals-core";
import type { Language } from "../protocol";
import { readStored, writeStored } from "./stored";
import { en } from "./i18n/en";
import { vi } from "./i18n/vi";

export type Key = keyof typeof vi;
export type Params = Record<string, string | number>;

const STORED = "giaoban.language";
const texts: Record<Language, Record<Key, string>> = { vi, en };

export const language = signal<Language>(readStored<Language>(STORED, "vi") === "en" ? "en" : "vi");

export function setLanguage(next: Language): void {
  language.value = next;
  writeStored(STORED, next);
  document.documentElement.lang = next;
}

/** The text of a key, with `{name}` replaced from `params`. */
export function t(key: Key, params?: Params): string {
  const text = texts[language.value][key];
  return params ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole)) : text;
}
