// How does a room use its second wall screen? A window of this page, moved there once: it shows the same connection's
// pictures, so the room stays one device and nothing is received twice.
import { render } from "preact";
import { t } from "../core/i18n";
import { DeskContext } from "../ui/context";
import { Actions } from "../core/actions";
import type { Hall } from "./hall";
import { SecondStage } from "./stage";

export function openSecondScreen(hall: Hall): void {
  const opened = window.open("", "giaoban-second-screen", "popup,width=1280,height=720");
  if (!opened) return;
  const { document: page } = opened;
  page.title = t("room.secondScreen");
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dataset.theme = document.documentElement.dataset.theme ?? "";
  page.head.replaceChildren(...[...document.querySelectorAll("link[rel=stylesheet], style")].map((style) => absolute(page, style)));
  const desk = { briefing: hall.briefing, actions: new Actions([]) };
  render(
    <DeskContext.Provider value={desk}>
      <SecondStage hall={hall} />
    </DeskContext.Provider>,
    page.body,
  );
  page.addEventListener("keydown", (event) => event.key.toLowerCase() === "f" && void (page.fullscreenElement ? page.exitFullscreen() : page.documentElement.requestFullscreen()));
  opened.addEventListener("pagehide", () => {
    render(null, page.body);
    hall.secondScreen.value = null;
  });
  window.addEventListener("pagehide", () => opened.close(), { once: true });
  hall.secondScreen.value = opened;
}

/** An empty window has no address that a relative one could start from. */
function absolute(page: Document, style: Element): Element {
  const copy = page.importNode(style, true);
  if (copy instanceof Element && style instanceof HTMLLinkElement) copy.setAttribute("href", style.href);
  return copy;
}
