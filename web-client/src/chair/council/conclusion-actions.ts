// Where is the conclusion written? Keys go to its fields; what is written is saved with the button beside it.
import type { Action } from "../../core/actions";
import { focus, type CouncilDesk } from "./desk";
import { concludes } from "./rights";

export function conclusionActions({ console }: CouncilDesk): Action[] {
  const ready = () => concludes(console);
  const may = () => true;
  return [
    { id: "conclude", label: () => "conclusion.toGeneral", shortcut: "k", may, ready, send: () => focus("[name=general]") },
    { id: "conclude-item", label: () => "conclusion.toItem", shortcut: "m", may, ready, send: () => focus("[data-current=true] textarea") },
    { id: "resolve", label: () => "conclusion.add", shortcut: "n", may, ready, send: () => focus("[name=resolution]") },
  ];
}
