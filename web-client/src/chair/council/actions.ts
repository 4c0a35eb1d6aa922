// Which keys has the panel of the briefing's business? Those of the open page, and those that change the page.
import type { Action } from "../../core/actions";
import type { Key } from "../../core/i18n";
import { conclusionActions } from "./conclusion-actions";
import { focus, type CouncilDesk } from "./desk";
import { minutesActions } from "./minutes-actions";
import { orderActions } from "./order-actions";
import { PAGES, type Page } from "./pages";
import { rollActions } from "./roll-actions";
import { voteActions } from "./vote-actions";

export function councilActions(desk: CouncilDesk): Action[] {
  const { console } = desk;
  const on = (page: Page, actions: Action[]): Action[] => actions.map((action) => ({ ...action, may: () => console.council.value === page && action.may() }));
  const hours: Action = { id: "opinion-hours", label: () => "opinion.toHours", shortcut: "h", may: () => true, send: () => focus("[name=hours]") };
  return [
    ...PAGES.map((page, i): Action => ({ id: `council-${page}`, label: () => `council.${page}` as Key, shortcut: String(i + 1), may: () => true, send: () => void (console.council.value = page) })),
    { id: "council-close", label: () => "council.close", shortcut: "=", may: () => true, send: () => void (console.council.value = null) },
    { id: "help", label: () => "help.title", shortcut: "?", may: () => true, send: () => void (console.help.value = !console.help.value) },
    ...on("roll", rollActions(desk)),
    ...on("vote", voteActions(desk)),
    ...on("opinions", [hours]),
    ...on("order", orderActions(desk)),
    ...on("conclusion", conclusionActions(desk)),
    ...on("minutes", minutesActions(desk)),
  ];
}
