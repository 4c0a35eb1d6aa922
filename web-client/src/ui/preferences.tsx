// How are language and theme switched? Two small buttons; each remembers its choice on this machine.
import { Languages, Moon, Sun } from "lucide";
import { signal } from "@preact/signals";
import { language, setLanguage, t } from "../core/i18n";
import { readStored, writeStored } from "../core/stored";
import { ids } from "../testids";
import { Icon } from "./icon";

export type Theme = "dark" | "light";

const THEME = "giaoban.theme";
const theme = signal<Theme>("dark");

/** The theme chosen on this machine, or what the screen starts with; the hall is always dark. */
export function beginTheme(start: Theme, fixed = false): void {
  const chosen = readStored<Theme | null>(THEME, null);
  applyTheme(fixed ? start : (chosen ?? start));
}

function applyTheme(next: Theme): void {
  theme.value = next;
  document.documentElement.dataset.theme = next;
}

export function LanguageSwitch() {
  const other = language.value === "vi" ? "en" : "vi";
  return (
    <button type="button" class="button button-quiet" data-testid={ids.language} lang={other} onClick={() => setLanguage(other)}>
      <Icon icon={Languages} />
      <span>{other === "en" ? "English" : "Tiếng Việt"}</span>
    </button>
  );
}

export function ThemeSwitch() {
  const dark = theme.value === "dark";
  const flip = () => {
    applyTheme(dark ? "light" : "dark");
    writeStored(THEME, theme.peek());
  };
  return (
    <button
      type="button"
      class="button button-quiet button-icon"
      data-testid={ids.theme}
      aria-label={t(dark ? "common.lightTheme" : "common.darkTheme")}
      title={t(dark ? "common.lightTheme" : "common.darkTheme")}
      onClick={flip}
    >
      <Icon icon={dark ? Sun : Moon} />
    </button>
  );
}
