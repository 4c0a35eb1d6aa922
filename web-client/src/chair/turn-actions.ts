// What can the chair do to a turn that runs, or that does not begin? Interrupt, give time, wait, put back.
import type { Action } from "../core/actions";
import type { Key } from "../core/i18n";
import type { Console } from "./console";

export function turnActions(console: Console): Action[] {
  return [...interruptions(console), ...extensions(console), ...unanswered(console)];
}

function interruptions(console: Console): Action[] {
  const { store } = console.briefing;
  const may = () => store.state.value?.me.may.includes("silence") ?? false;
  const moderates = () => store.state.value?.me.may.includes("moderate") ?? false;
  const running = () => console.speaker.value;
  const name = (site: string | null | undefined) => store.site(site)?.name ?? "";
  const asker = () => {
    const site = console.selectedSite.value;
    return site !== null && site !== running()?.site ? site : null;
  };
  const speaks = (): Key | true => {
    if (running()?.state === "speaking") return true;
    return !running() && console.microphones.value.length > 1 ? "turn.chooseMicrophone" : "chair.nobodySpeaks";
  };
  return [
    {
      id: "pause",
      label: () => "turn.pause",
      shortcut: "p",
      may: () => may() && running()?.state !== "paused" && !running()?.resume,
      ready: speaks,
      send: () => console.send({ do: "pause", request: running()!.id, asker: null }),
    },
    {
      id: "hold-pause",
      label: () => "turn.hold",
      shortcut: "'",
      may: () => may() && running()?.state === "paused" && running()?.pause !== "interruption",
      send: () => console.send({ do: "pause", request: running()!.id, asker: null }),
    },
    {
      id: "continue",
      label: () => "turn.continue",
      shortcut: "p",
      may: () => moderates() && running()?.state === "paused",
      send: () => console.send({ do: "continue", request: running()!.id }),
    },
    {
      id: "interpose",
      label: () => "turn.interpose",
      shortcut: ",",
      may: moderates,
      ready: () => (speaks() !== true ? speaks() : asker() ? true : "chair.selectSite"),
      ask: () => ({ title: "turn.interposeTitle", body: "turn.interposeBody", params: { site: name(running()?.site), asker: name(asker()) }, yes: "turn.interpose" }),
      send: () => console.send({ do: "pause", request: running()!.id, asker: asker() }),
    },
  ];
}

function extensions(console: Console): Action[] {
  const may = () => console.briefing.store.state.value?.me.may.includes("moderate") ?? false;
  const extend = (id: string, label: Key, shortcut: string, minutes: number): Action => ({
    id,
    label: () => label,
    shortcut,
    may,
    ready: () => (console.speaker.value ? true : console.microphones.value.length > 1 ? "turn.chooseMicrophone" : "chair.nobodySpeaks"),
    send: () => console.send({ do: "extend", request: console.speaker.value!.id, minutes }),
  });
  return [extend("extend", "turn.extendOne", "e", 1), extend("extend-three", "turn.extendThree", "3", 3), extend("extend-five", "turn.extendFive", "5", 5)];
}

/** Rows 6 and 9: a site that was called or invited does not answer. Somebody chooses; time alone never does. */
function unanswered(console: Console): Action[] {
  const { store } = console.briefing;
  const silent = () => console.silent.value;
  const may = () => (store.state.value?.me.may.includes("moderate") ?? false) && silent() !== undefined;
  const name = () => store.site(silent()?.site)?.name ?? "";
  return [
    { id: "wait-more", label: () => "turn.waitMore", shortcut: ".", may, send: () => console.send({ do: "wait_more", request: silent()!.id }) },
    { id: "put-back", label: () => "turn.putBack", shortcut: "0", may, send: () => console.send({ do: "put_back", request: silent()!.id }) },
    {
      id: "miss",
      label: () => "turn.miss",
      shortcut: "-",
      may,
      ask: () => ({ title: "turn.missTitle", body: "turn.missBody", params: { site: name() }, yes: "turn.miss" }),
      send: () => console.send({ do: "miss", request: silent()!.id }),
    },
  ];
}
