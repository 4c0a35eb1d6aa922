// How do components reach the briefing they belong to? Through one context per screen.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Actions } from "../core/actions";
import type { Briefing } from "../core/briefing";

export interface Desk {
  briefing: Briefing;
  actions: Actions;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("used outside a briefing's screen");
  return desk;
}

export const useBriefing = (): Briefing => useDesk().briefing;
