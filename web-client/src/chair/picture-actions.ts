// What can the chair do about pictures? Put a site on air, follow the floor, preview, look at a site.
import type { Action } from "../core/actions";
import type { ProgrammeMode } from "../protocol";
import type { Console } from "./console";

export function pictureActions(console: Console): Action[] {
  const { store } = console.briefing;
  const may = (right: "direct" | "view_site") => () => store.state.value?.me.may.includes(right) ?? false;
  const selected = () => (console.selectedSite.value ? true : ("chair.selectSite" as const));
  const put = (mode: ProgrammeMode) => console.onProgramme({ do: "set_programme", mode, hold: store.programme.peek().hold });
  return [
    {
      id: "on-air",
      label: () => "chair.putOnAir",
      shortcut: "a",
      may: may("direct"),
      ready: selected,
      send: () => put({ kind: "manual", site: console.selectedSite.value! }),
    },
    { id: "follow", label: () => "chair.follow", shortcut: "f", may: may("direct"), send: () => put({ kind: "follow_floor" }) },
    {
      id: "chair-on-air",
      label: () => "chair.chairOnAir",
      shortcut: "c",
      may: may("direct"),
      ready: () => (store.seat.value.site ? true : "chair.noChairSite"),
      send: () => put({ kind: "manual", site: store.seat.value.site! }),
    },
    { id: "slate", label: () => "chair.slate", shortcut: "o", may: may("direct"), send: () => put({ kind: "slate" }) },
    {
      id: "hold",
      label: () => (store.programme.value.hold ? "chair.unhold" : "chair.hold"),
      shortcut: "h",
      may: may("direct"),
      send: () => console.onProgramme({ do: "set_programme", mode: store.programme.value.mode, hold: !store.programme.value.hold }),
    },
    {
      id: "preview",
      label: () => "chair.preview",
      shortcut: "x",
      may: () => true,
      ready: selected,
      send: () => void (console.chosenPreview.value = console.chosenPreview.value === console.selectedSite.value ? null : console.selectedSite.value),
    },
    {
      id: "view",
      label: () => (viewing(console) ? "chair.unview" : "chair.view"),
      shortcut: "v",
      may: may("view_site"),
      ready: () => (viewing(console) ? true : selected()),
      send: () => console.send({ do: "view", site: viewing(console) ? null : console.selectedSite.value }),
    },
    {
      id: "compose",
      label: () => "compose.title",
      shortcut: "6",
      may: may("direct"),
      send: () => void (console.dialog.value = console.dialog.value === "compose" ? null : "compose"),
    },
    {
      id: "tour",
      label: () => (running(console) ? "compose.pauseTour" : "compose.resumeTour"),
      shortcut: "4",
      may: () => may("direct")() && (store.programme.value.mode.kind === "tour" || store.programme.value.tour !== null),
      send: () => console.onProgramme({ do: running(console) ? "pause_tour" : "resume_tour" }),
    },
    {
      id: "stop-content",
      label: () => "chair.stopContent",
      shortcut: "z",
      may: () => may("direct")() && store.programme.value.content !== null,
      send: () => console.send({ do: "stop_content" }),
    },
  ];
}

/** A tour moves by itself now. */
function running(console: Console): boolean {
  const { mode } = console.briefing.store.programme.value;
  return mode.kind === "tour" && !mode.paused;
}

/** The chair looks at the selected site, or nothing else is selected. */
function viewing(console: Console): boolean {
  const { viewed } = console.briefing.store.programme.value;
  return viewed !== null && (console.selectedSite.value === null || console.selectedSite.value === viewed);
}
