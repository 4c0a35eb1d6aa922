// How is order kept? The door, silence, words on every screen, words to one site, a break with notice.
import type { Action } from "../../core/actions";
import { focus, type CouncilDesk } from "./desk";
import { allowed, unless } from "./rights";

export function orderActions(desk: CouncilDesk): Action[] {
  const { console } = desk;
  const { store } = console.briefing;
  const order = () => store.order.value;
  const may = () => true;
  const keeps = () => allowed(console, "keep_order");
  const speaks = () => allowed(console, "address");
  return [
    { id: "lock", label: () => (order().locked ? "order.unlock" : "order.lock"), shortcut: "k", may, ready: keeps, send: () => console.send({ do: "set_locked", locked: !order().locked }) },
    {
      id: "let-in",
      label: () => "order.letIn",
      shortcut: "v",
      may,
      ready: () => unless(keeps(), order().knocking.length === 0 && "order.nobodyKnocks"),
      send: () => console.send({ do: "let_in", site: order().knocking[0]! }),
    },
    {
      id: "silence",
      label: () => (order().silenced ? "order.unsilence" : "order.silence"),
      shortcut: "t",
      may,
      ready: () => unless(allowed(console, "keep_order", ["live"]), order().silenced_by_chair && allowed(console, "moderate") !== true && "order.chairSilenced"),
      send: () => console.send({ do: "silence", on: !order().silenced }),
    },
    { id: "banner", label: () => "order.toBanner", shortcut: "b", may, ready: speaks, send: () => focus("[name=banner]") },
    { id: "banner-off", label: () => "order.offBanner", shortcut: "g", may, ready: () => unless(speaks(), order().banner === null && "order.noBanner"), send: () => console.send({ do: "set_banner", text: "" }) },
    { id: "message", label: () => "order.toMessage", shortcut: "n", may, ready: speaks, send: () => focus("[name=site]") },
    { id: "recess", label: () => "order.toRecess", shortcut: "r", may, ready: () => allowed(console, "run_session", ["live", "break"]), send: () => focus("[name=words]") },
    {
      id: "recess-over",
      label: () => "order.resume",
      shortcut: "h",
      may: () => store.session.value.state === "break",
      ready: () => allowed(console, "run_session"),
      send: () => console.send({ do: "resume" }, store.session.value.rev),
    },
  ];
}
