// Which screen belongs to this address? Each is loaded by itself, so that a hall never downloads the consoles.
import { render, type ComponentType } from "preact";
import { addressValues, handedToken } from "./core/account";
import { language, setLanguage } from "./core/i18n";
import { parseRoute, type Route } from "./route";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";

type Screen = ComponentType<{ id: string; signIn: () => void }>;

const SCREENS: Record<Route["screen"], () => Promise<{ default: Screen }>> = {
  room: () => import("./site/index"),
  chair: () => import("./chair/index"),
  technician: () => import("./technician/index"),
  home: () => import("./admin/home"),
  pair: () => import("./admin/pair"),
  schedule: () => import("./admin/schedule"),
  directory: () => import("./admin/directory"),
  missing: () => import("./admin/missing"),
};

/** Nobody is signed in: sign in first, then come back here. */
function signIn(): void {
  location.replace(`/?next=${encodeURIComponent(location.pathname)}`);
}

async function start(): Promise<void> {
  const wanted = addressValues().get("lang");
  handedToken();
  setLanguage(wanted === "en" || wanted === "vi" ? wanted : language.peek());
  const route = parseRoute(location.pathname);
  const { default: Screen } = await SCREENS[route.screen]();
  render(<Screen id={route.id} signIn={signIn} />, document.getElementById("app")!);
}

void start();
