// How is the briefing run, and what happens by itself? A change holds at once; what each switch does when it is
// off is said beside it.
import { t, type Key } from "../core/i18n";
import type { Outcome } from "../core/link";
import type { Rules, SessionMode } from "../protocol";
import { ids } from "../testids";
import { useDesk } from "../ui/context";
import { Dialog } from "../ui/dialogs";
import type { Console } from "./console";

const MODES: SessionMode[] = [
  { kind: "chaired" },
  { kind: "report" },
  { kind: "discussion", microphones: 2 },
  { kind: "discussion", microphones: 3 },
  { kind: "discussion", microphones: 4 },
  { kind: "roll_call" },
];
const RULES: (keyof Rules)[] = ["auto_accept", "auto_ready", "auto_cut", "auto_deputy"];

export function ConductDialog({ console }: { console: Console }) {
  const { actions } = useDesk();
  const { mode, rules, state } = console.briefing.store.session.value;
  const tell = async (outcome: Promise<Outcome>) => actions.report(await outcome);
  const running = state === "live" || state === "break";
  return (
    <Dialog title={t("conduct.title")} testid={ids.conductDialog} onClose={() => (console.dialog.value = null)}>
      <div class="fields">
        <fieldset class="field" disabled={!running}>
          <legend>{t("conduct.mode")}</legend>
          {!running && <p class="note">{t("chair.notLive")}</p>}
          {MODES.map((choice) => (
            <label key={modeName(choice)} class="choice">
              <input
                type="radio"
                name="mode"
                value={modeName(choice)}
                checked={modeName(choice) === modeName(mode)}
                onChange={() => void tell(console.send({ do: "set_mode", mode: choice }))}
              />
              <span>{choice.kind === "discussion" ? t("conduct.discussion", { n: choice.microphones }) : t(`conduct.${choice.kind}` as Key)}</span>
            </label>
          ))}
        </fieldset>
        <fieldset class="field">
          <legend>{t("conduct.rules")}</legend>
          {RULES.map((rule) => (
            <label key={rule} class="choice rule">
              <input
                type="checkbox"
                name={rule}
                checked={rules[rule]}
                onChange={() => void tell(console.send({ do: "set_rules", rules: { ...rules, [rule]: !rules[rule] } }))}
              />
              <span>
                {t(`conduct.${rule}` as Key)}
                <small class="dim">{t(`conduct.${rule}.off` as Key)}</small>
              </span>
            </label>
          ))}
        </fieldset>
      </div>
    </Dialog>
  );
}

const modeName = (mode: SessionMode): string => (mode.kind === "discussion" ? `discussion-${mode.microphones}` : mode.kind);
