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
  // Without a document type the window would lay out as browsers did before 1998.
  page.open();
  page.write("<!doctype html>");
  page.close();
  page.title = t("room.secondScreen");
  page.documentElement.lang = document.documentElement.lang;
  page.documentElement.dataset.theme = document.documentElement.dataset.theme ?? "";
  page.adoptedStyleSheets = [sheetOf(opened as Window & typeof globalThis)];
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

/** Every rule of this page: an empty window may not fetch the files they came from. */
function sheetOf(opened: Window & typeof globalThis): CSSStyleSheet {
  const sheet = new opened.CSSStyleSheet();
  const rules = [...document.styleSheets].flatMap((own) => [...own.cssRules]);
  sheet.replaceSync(rules.map((rule) => rule.cssText).join("\n"));
  return sheet;
}
