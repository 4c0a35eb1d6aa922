// What can a room do? Ask for the floor and give it back, mute itself, show slides, look after its devices.
import { Actions, type Action } from "../core/actions";
import { holds, waits } from "../core/floor";
import { isOver } from "../core/session";
import { councilActions } from "./council-actions";
import type { Hall } from "./hall";
import { openSecondScreen } from "./second-screen";

export function roomActions(hall: Hall): Actions {
  return new Actions([...councilActions(hall), ...floorActions(hall), ...deviceActions(hall)]);
}

/** One key for the floor: what it does follows from where the room's request stands. */
const FLOOR_KEY = "d";

function floorActions(hall: Hall): Action[] {
  const { store, link } = hall.briefing;
  const may = () => hall.entered.value && !hall.isChair.value && (store.state.value?.me.may.includes("register") ?? false);
  const request = () => hall.request.value;
  const closed = () => isOver(store.session.value.state);
  const siteName = () => hall.site.value?.name ?? "";
  const online = () => (link.state.value.kind === "open" ? true : ("connection.lostLink" as const));
  return [
    {
      id: "register",
      label: () => "room.register",
      shortcut: FLOOR_KEY,
      may: () => may() && !request() && !closed(),
      ready: () => (store.floor.value.open ? online() : "room.queueClosed"),
      send: () => void (hall.registering.value = true),
    },
    {
      id: "ready",
      label: () => "room.ready",
      shortcut: FLOOR_KEY,
      may: () => may() && request()?.state === "next" && !request()!.ready,
      ready: online,
      send: () => hall.briefing.command({ do: "ready", request: request()!.id }),
    },
    {
      id: "withdraw",
      label: () => "room.withdraw",
      shortcut: FLOOR_KEY,
      may: () => may() && !!request() && waits(request()!) && !(request()!.state === "next" && !request()!.ready),
      ready: online,
      ask: () => ({ title: "room.withdrawTitle", body: "room.withdrawBody", params: { site: siteName() }, yes: "room.withdraw" }),
      send: () => hall.briefing.command({ do: "withdraw", request: request()!.id }),
    },
    {
      id: "finish",
      label: () => "room.finish",
      shortcut: FLOOR_KEY,
      may: () => may() && !!request() && holds(request()!),
      ready: online,
      ask: () => ({ title: "room.finishTitle", body: "room.finishBody", params: { site: siteName() }, yes: "room.finish" }),
      send: () => hall.briefing.command({ do: "finish", request: request()!.id }),
    },
  ];
}

function deviceActions(hall: Hall): Action[] {
  const { store } = hall.briefing;
  const inside = () => hall.entered.value;
  const may = (right: "present") => store.state.value?.me.may.includes(right) ?? false;
  return [
    {
      id: "mute",
      label: () => (hall.muted.value ? "mic.unmute" : "mic.mute"),
      shortcut: "m",
      may: inside,
      send: () => void (hall.muted.value = !hall.muted.value),
    },
    {
      id: "content",
      label: () => (hall.slides.value ? "room.stopSlides" : "room.slides"),
      shortcut: "t",
      may: () => inside() && may("present"),
      ready: () => (hall.slides.value || hall.allowed.value ? true : "room.slidesNeedFloor"),
      send: () => (hall.slides.value ? hall.stopSlides() : hall.shareSlides()),
    },
    {
      id: "settings",
      label: () => "room.settings",
      shortcut: "k",
      may: inside,
      send: () => void (hall.settings.value = !hall.settings.value),
    },
    {
      id: "second-screen",
      label: () => (hall.secondScreen.value ? "room.closeSecondScreen" : "room.secondScreen"),
      shortcut: "w",
      may: inside,
      send: () => (hall.secondScreen.value ? hall.secondScreen.value.close() : openSecondScreen(hall)),
    },
    {
      id: "fullscreen",
      label: () => "room.fullscreen",
      shortcut: "f",
      may: () => document.fullscreenEnabled,
      send: () => void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    },
    {
      id: "help",
      label: () => "help.title",
      shortcut: "?",
      may: () => true,
      send: () => void (hall.help.value = !hall.help.value),
    },
  ];
}
