// What can the technician do here? Look closer, sort, acknowledge, pair a room device, open the lobby.
import { Actions } from "../core/actions";
import type { SessionState } from "../protocol";
import type { TechnicianDesk } from "./desk";

export function technicianActions(desk: TechnicianDesk): Actions {
  const { store } = desk.briefing;
  const may = (right: "pair_devices" | "prepare_session") => store.state.value?.me.may.includes(right) ?? false;
  const step = (from: SessionState[]) => may("prepare_session") && from.includes(store.session.value.state);
  const seen = () => store.session.peek().rev;
  return new Actions([
    {
      id: "acknowledge",
      label: () => "tech.acknowledge",
      shortcut: "a",
      may: () => true,
      ready: () => (desk.unacknowledged.value.length > 0 ? true : "tech.noAlarms"),
      send: () => desk.acknowledgeAll(),
    },
    { id: "order", label: () => (desk.worst.value ? "tech.treeOrder" : "tech.worstFirst"), shortcut: "o", may: () => true, send: () => void (desk.worst.value = !desk.worst.value) },
    { id: "search", label: () => "chair.search", shortcut: "/", may: () => true, send: () => document.querySelector<HTMLElement>("#site-search")?.focus() },
    { id: "to-sites", label: () => "chair.toSites", shortcut: "2", may: () => true, send: () => document.querySelector<HTMLElement>(".matrix [tabindex='0']")?.focus() },
    { id: "listen", label: () => (desk.listening.value ? "chair.unlisten" : "chair.listen"), shortcut: "u", may: () => true, send: () => listen(desk) },
    { id: "pair", label: () => "tech.pair", shortcut: "p", may: () => may("pair_devices"), send: () => void (desk.pairing.value = true) },
    { id: "start-test", label: () => "session.startTest", shortcut: "t", may: () => step(["scheduled"]), send: () => desk.briefing.command({ do: "start_test" }, seen()) },
    { id: "open-lobby", label: () => "session.openLobby", shortcut: "l", may: () => step(["scheduled", "testing"]), send: () => desk.briefing.command({ do: "open_lobby" }, seen()) },
    { id: "help", label: () => "help.title", shortcut: "?", may: () => true, send: () => void (desk.help.value = !desk.help.value) },
  ]);
}

function listen(desk: TechnicianDesk): void {
  desk.listening.value = !desk.listening.value;
  desk.briefing.watch.setListen(desk.listening.value);
  desk.briefing.sound.setWanted(desk.listening.value);
}
