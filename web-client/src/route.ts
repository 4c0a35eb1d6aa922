// What does an address name? A screen, and for a briefing's screens its id.

export interface Route {
  screen: "home" | "pair" | "room" | "chair" | "technician" | "schedule" | "directory" | "missing";
  id: string;
}

const BRIEFING_SCREENS = new Set(["room", "chair", "technician"]);
const PLAIN_SCREENS = new Set(["pair", "schedule", "directory"]);

export function parseRoute(path: string): Route {
  const [screen = "", id = "", ...rest] = path.replace(/^\/|\/$/g, "").split("/");
  if (screen === "") return { screen: "home", id: "" };
  if (BRIEFING_SCREENS.has(screen) && id !== "" && rest.length === 0) return { screen: screen as Route["screen"], id };
  if (PLAIN_SCREENS.has(screen) && id === "") return { screen: screen as Route["screen"], id: "" };
  return { screen: "missing", id: "" };
}
