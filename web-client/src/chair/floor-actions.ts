// What can the chair do about the floor? Invite, call, stop, extend, order the queue.
import type { Action, Question } from "../core/actions";
import type { GrantTarget } from "../protocol";
import type { Console } from "./console";

export function floorActions(console: Console): Action[] {
  const { store } = console.briefing;
  const may = () => store.state.value?.me.may.includes("moderate") ?? false;
  const name = (site: string | null | undefined) => store.site(site)?.name ?? "";
  const live = () => (store.session.value.state === "live" ? true : ("chair.notLive" as const));
  const running = () => console.speaker.value;
  const nobody = () => (console.microphones.value.length > 1 ? "turn.chooseMicrophone" : "chair.nobodySpeaks");
  // A discussion whose microphones are all taken: somebody chooses whose ends.
  const full = () => console.capacity.value > 1 && console.microphones.value.length >= console.capacity.value;
  const room = () => (full() && !running() ? "turn.chooseMicrophone" : true);
  const give = (target: GrantTarget) => console.onFloor(full() ? { do: "switch", from: running()!.id, to: target } : { do: "grant", target });
  const siteOf = ({ kind, id }: GrantTarget) => (kind === "request" ? console.waiting.value.find((r) => r.id === id)?.site : id);
  const swap = (target: GrantTarget): Question | null => {
    if (!full()) return null;
    const params = { from: name(running()?.site), to: name(siteOf(target)) };
    return { title: "turn.switchTitle", body: "turn.switchBody", params, yes: "turn.switchYes" };
  };
  return [
    {
      id: "invite-next",
      label: () => "chair.inviteNext",
      shortcut: "n",
      may,
      ready: () => (live() !== true ? live() : console.next.value ? room() : "chair.nobodyWaits"),
      ask: () => swap({ kind: "request", id: console.next.value!.id }),
      send: () => give({ kind: "request", id: console.next.value!.id }),
    },
    {
      id: "invite",
      label: () => "chair.invite",
      shortcut: "g",
      may,
      ready: () => (live() !== true ? live() : targetOf(console) ? room() : "chair.selectFirst"),
      ask: () => swap(targetOf(console)!),
      send: () => give(targetOf(console)!),
    },
    {
      id: "call-next",
      label: () => "chair.callNext",
      shortcut: "b",
      may,
      ready: () => (live() !== true ? live() : calledOf(console) ? true : "chair.selectFirst"),
      send: () => console.onFloor({ do: "call_next", target: calledOf(console)! }),
    },
    {
      id: "let-on",
      label: () => "chair.letOn",
      shortcut: "p",
      may: () => may() && (running()?.resume ?? false),
      send: () => console.onFloor({ do: "grant", target: { kind: "request", id: running()!.id } }),
    },
    {
      id: "reply",
      label: () => "turn.reply",
      shortcut: "9",
      may,
      ready: () => (live() !== true ? live() : !console.selectedSite.value ? "chair.selectSite" : room()),
      ask: () => swap({ kind: "answer", id: console.selectedSite.value! }),
      send: () => give({ kind: "answer", id: console.selectedSite.value! }),
    },
    {
      id: "stop",
      label: () => "chair.stop",
      shortcut: "s",
      may,
      ready: () => (running() ? true : nobody()),
      ask: () => ({ title: "chair.stopTitle", body: "chair.stopBody", params: { site: name(running()?.site) }, yes: "chair.stop" }),
      send: () => console.send({ do: "stop", request: running()!.id, reason: null }),
    },
    {
      id: "finish",
      label: () => "chair.finish",
      shortcut: "d",
      may,
      ready: () => (running() ? true : nobody()),
      send: () => console.send({ do: "finish", request: running()!.id }),
    },
    {
      id: "accept",
      label: () => "chair.accept",
      shortcut: "y",
      may,
      ready: () => (pendingOf(console) ? true : "chair.nothingPending"),
      send: () => console.send({ do: "accept", request: pendingOf(console)! }),
    },
    {
      id: "decline",
      label: () => "chair.decline",
      shortcut: "r",
      may,
      ready: () => (console.chosen.value && console.chosen.value.state !== "next" ? true : "chair.selectFirst"),
      send: () => void (console.declining.value = console.chosen.value!.id),
    },
    {
      id: "queue-open",
      label: () => (store.floor.value.open ? "chair.closeQueue" : "chair.openQueue"),
      shortcut: "l",
      may,
      send: () => console.send({ do: "set_queue_open", open: !store.floor.value.open }),
    },
  ];
}

/** Whom the selection names: a waiting request, or a site that did not ask. */
function targetOf(console: Console) {
  const request = console.chosen.value;
  if (request) return { kind: "request", id: request.id } as const;
  const site = console.selectedSite.value;
  if (!site) return null;
  const asked = console.waiting.value.find((r) => r.site === site);
  return asked ? ({ kind: "request", id: asked.id } as const) : ({ kind: "site", id: site } as const);
}

function calledOf(console: Console) {
  const first = console.waiting.value.find((request) => request.state !== "next" && !request.offline);
  return targetOf(console) ?? (first ? ({ kind: "request", id: first.id } as const) : null);
}

function pendingOf(console: Console): string | null {
  const chosen = console.chosen.value;
  const pending = chosen?.state === "pending" ? chosen : console.waiting.value.find((r) => r.state === "pending");
  return pending?.id ?? null;
}
