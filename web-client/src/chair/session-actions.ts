// What can be done to the session, the agenda, the seat and this console itself?
import type { Action } from "../core/actions";
import { currentItem } from "../core/agenda";
import type { Key } from "../core/i18n";
import { isHere } from "../core/presence";
import { isOver } from "../core/session";
import type { Command, SessionState } from "../protocol";
import type { Console } from "./console";
import type { Page } from "./council/pages";

export function sessionActions(console: Console): Action[] {
  return [...steps(console), ...agendaActions(console), ...seatActions(console), ...own(console)];
}

interface Step {
  id: string;
  label: Key;
  shortcut: string;
  from: SessionState[];
  command: Command;
  right: "run_session" | "prepare_session";
  ask?: { title: Key; body: Key };
  /** Says first what is missing. */
  dialog?: "closing";
}

const STEPS: Step[] = [
  { id: "publish", label: "session.publish", shortcut: "p", from: ["draft"], command: { do: "schedule" }, right: "prepare_session" },
  { id: "start-test", label: "session.startTest", shortcut: "t", from: ["scheduled"], command: { do: "start_test" }, right: "prepare_session" },
  { id: "back-to-test", label: "session.backToTest", shortcut: "t", from: ["lobby"], command: { do: "start_test" }, right: "run_session", ask: { title: "session.backToTestTitle", body: "session.backToTestBody" } },
  { id: "open-lobby", label: "session.openLobby", shortcut: "p", from: ["scheduled", "testing"], command: { do: "open_lobby" }, right: "prepare_session" },
  { id: "open", label: "session.open", shortcut: "k", from: ["lobby"], command: { do: "open" }, right: "run_session", ask: { title: "session.openTitle", body: "session.openBody" } },
  { id: "break", label: "session.pause", shortcut: "t", from: ["live"], command: { do: "break" }, right: "run_session" },
  { id: "resume", label: "session.resume", shortcut: "t", from: ["break"], command: { do: "resume" }, right: "run_session" },
  { id: "close", label: "session.close", shortcut: "q", from: ["live", "break"], command: { do: "close" }, right: "run_session", dialog: "closing" },
];

function steps(console: Console): Action[] {
  const { store } = console.briefing;
  const holding = () => store.siteList.value.filter(isHere).length;
  return STEPS.map(({ id, label, shortcut, from, command, right, ask, dialog }) => ({
    id,
    label: () => label,
    shortcut,
    may: () => (store.state.value?.me.may.includes(right) ?? false) && from.includes(store.session.value.state),
    ...(ask && { ask: () => ({ ...ask, params: { title: store.briefing.value.title, n: holding() }, yes: label }) }),
    send: () => (dialog ? open(console, dialog) : console.send(command, store.session.value.rev)),
  }));
}

function agendaActions(console: Console): Action[] {
  const { store } = console.briefing;
  const ahead = () => store.agenda.value.find((item) => item.started_at === null);
  const current = () => currentItem(store.agenda.value);
  const may = () => store.state.value?.me.may.includes("moderate") ?? false;
  return [
    {
      id: "next-item",
      label: () => "agenda.next",
      shortcut: "i",
      may,
      ready: () => (store.session.value.state !== "live" ? "chair.notLive" : ahead() ? true : "agenda.last"),
      // The item before ends in the same step.
      send: () => console.send({ do: "start_item", item: ahead()!.id }),
    },
    {
      id: "close-item",
      label: () => "agenda.close",
      shortcut: "j",
      may,
      ready: () => (current() ? true : "agenda.none"),
      ask: () => ({ title: "agenda.closeTitle", body: "agenda.closeBody", params: { title: current()?.title ?? "", n: console.waiting.value.length }, yes: "agenda.close" }),
      send: () => console.send({ do: "close_item", item: current()!.id }),
    },
  ];
}

function seatActions(console: Console): Action[] {
  const { store } = console.briefing;
  const mine = () => store.state.value?.me.user ?? null;
  const may = () => store.state.value?.me.may.includes("seat") ?? false;
  const take = () => may() && mine() !== null && store.seat.value.holder !== mine() && store.seat.value.state !== "held";
  return [
    {
      id: "take-seat",
      label: () => "seat.take",
      shortcut: "\\",
      may: take,
      ask: () => ({ title: "seat.takeTitle", body: "seat.takeBody", params: { name: store.seat.value.holder_name }, yes: "seat.take" }),
      send: () => console.briefing.command({ do: "take_seat" }, store.seat.value.rev),
    },
    {
      id: "accept-seat",
      label: () => "seat.accept",
      shortcut: "[",
      may: () => mine() !== null && store.seat.value.offered_to === mine(),
      send: () => console.briefing.command({ do: "accept_seat" }, store.seat.value.rev),
    },
    {
      id: "decline-seat",
      label: () => "seat.decline",
      shortcut: "]",
      may: () => mine() !== null && store.seat.value.offered_to === mine(),
      send: () => console.briefing.command({ do: "decline_seat" }),
    },
    { id: "seat", label: () => "seat.title", shortcut: "8", may: () => true, send: () => open(console, "seat") },
    { id: "conduct", label: () => "conduct.title", shortcut: "7", may: () => store.state.value?.me.may.includes("moderate") ?? false, send: () => open(console, "conduct") },
  ];
}

function open(console: Console, dialog: "seat" | "conduct" | "closing"): void {
  console.dialog.value = console.dialog.value === dialog ? null : dialog;
}

/** After the closing there is nothing left to call. */
function firstPage({ briefing }: Console): Page {
  return isOver(briefing.store.session.peek().state) ? "minutes" : "roll";
}

function own(console: Console): Action[] {
  const focus = (selector: string) => document.querySelector<HTMLElement>(selector)?.focus();
  return [
    { id: "wall", label: () => (console.wall.value ? "chair.roster" : "chair.wall"), shortcut: "w", may: () => true, send: () => void (console.wall.value = !console.wall.value) },
    { id: "listen", label: () => (console.listening.value ? "chair.unlisten" : "chair.listen"), shortcut: "u", may: () => true, send: () => void (console.listening.value = !console.listening.value) },
    { id: "council", label: () => "council.open", shortcut: "=", may: () => true, send: () => void (console.council.value = console.council.peek() ? null : firstPage(console)) },
    { id: "journal", label: () => "journal.title", shortcut: "m", may: () => true, send: () => console.look() },
    { id: "search", label: () => "chair.search", shortcut: "/", may: () => true, send: () => focus("#site-search") },
    { id: "to-queue", label: () => "chair.toQueue", shortcut: "1", may: () => true, send: () => focus(".queue-list [tabindex='0']") },
    { id: "to-microphones", label: () => "turn.toMicrophones", shortcut: ";", may: () => console.microphones.value.length > 1, send: () => focus(".microphone-list [tabindex='0']") },
    { id: "to-sites", label: () => "chair.toSites", shortcut: "2", may: () => true, send: () => focus(".site-list [tabindex='0']") },
    { id: "help", label: () => "help.title", shortcut: "?", may: () => true, send: () => void (console.help.value = !console.help.value) },
  ];
}
