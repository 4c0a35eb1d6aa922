// How do the draft minutes come onto this computer? Asked for with the person's token, then saved as a file.
import { signal } from "@preact/signals-core";
import { handedToken } from "../../core/account";
import type { Action } from "../../core/actions";
import { downloadMinutes } from "../../core/calls";
import { t } from "../../core/i18n";
import type { Outcome } from "../../core/link";
import { consoleToken } from "../../core/tokens";
import type { Refusal } from "../../protocol";
import type { CouncilDesk } from "./desk";
import { allowed } from "./rights";

const FORMATS = [
  { format: "docx", shortcut: "d" },
  { format: "pdf", shortcut: "p" },
  { format: "csv", shortcut: "c" },
] as const;

/** From the opening on. */
const WITH_MINUTES: readonly string[] = ["live", "break", "closed", "archived"];

/** A browser that is slow to ask where to save the file still finds it. */
const KEPT_MS = 60_000;

export function minutesActions({ console }: CouncilDesk): Action[] {
  const { briefing } = console;
  const underWay = signal(false);
  const ready = () => {
    if (!WITH_MINUTES.includes(briefing.store.session.value.state)) return "chair.notLive";
    return underWay.value ? "minutes.underWay" : true;
  };
  const send = async (format: string) => {
    underWay.value = true;
    const outcome = await save(briefing.id, format);
    underWay.value = false;
    return outcome;
  };
  return FORMATS.map(({ format, shortcut }) => ({
    id: `minutes-${format}`,
    label: () => `minutes.${format}` as const,
    shortcut,
    may: () => allowed(console, "read_minutes") === true,
    ready,
    send: () => send(format),
  }));
}

async function save(id: string, format: string): Promise<Outcome> {
  const token = handedToken() ?? (await consoleToken().catch(() => ""));
  const answer = await downloadMinutes(id, format, token);
  if (!answer.ok) {
    const { code, text, field } = answer.error;
    return { ok: false, refusal: { code: code as Refusal, text: text || t("minutes.failed"), field } };
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(answer.value.bytes);
  link.download = answer.value.name || `bien-ban.${format}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  return { ok: true, rev: 0 };
}
