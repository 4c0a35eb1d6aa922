// Why can something not be done now? The right first, then the state of the briefing.
import type { Key } from "../../core/i18n";
import type { Action as Right, SessionState } from "../../protocol";
import type { Console } from "../console";

export function allowed(console: Console, right: Right, states?: SessionState[]): Key | true {
  const state = console.briefing.store.state.value;
  if (!state?.me.may.includes(right)) return "council.noRight";
  if (!states || states.includes(state.session.state)) return true;
  return state.session.state === "break" ? "council.inBreak" : "council.notOn";
}

/** The conclusion is written until the briefing is archived. */
export const concludes = (console: Console): Key | true => allowed(console, "conclude", ["live", "break", "closed"]);

/** The first reason of several. */
export function unless(...reasons: (Key | true | false)[]): Key | true {
  return reasons.find((reason): reason is Key => typeof reason === "string") ?? true;
}
