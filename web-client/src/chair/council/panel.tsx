// Where does the secretary work on the briefing's business? In one panel in the place of the queue, a page a matter.
import { X } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { Actions } from "../../core/actions";
import { t } from "../../core/i18n";
import { ids } from "../../testids";
import { ActionButton } from "../../ui/action-button";
import { DeskContext, useBriefing } from "../../ui/context";
import { ConclusionPage } from "./conclusion";
import type { CouncilDesk } from "./desk";
import { MinutesPage } from "./minutes";
import { OpinionsPage } from "./opinions";
import { OrderPage } from "./order";
import { PAGES } from "./pages";
import { RollCallPage } from "./roll-call";
import { VotePage } from "./vote";

const BODIES = { roll: RollCallPage, vote: VotePage, opinions: OpinionsPage, order: OrderPage, conclusion: ConclusionPage, minutes: MinutesPage };

export function CouncilPanel({ desk, business }: { desk: CouncilDesk; business: Actions }) {
  const briefing = useBriefing();
  const body = useRef<HTMLDivElement>(null);
  const page = desk.console.council.value ?? "roll";
  const Body = BODIES[page];
  useEffect(() => body.current?.focus(), [page]);
  // Escape leaves a field, so that letters are keys again; it closes and ends nothing.
  const leaveField = (event: KeyboardEvent) => event.key === "Escape" && body.current?.focus();
  return (
    <DeskContext.Provider value={{ briefing, actions: business }}>
      <section class="column council" aria-label={t("council.title")} data-testid={ids.council} data-page={page} onKeyDown={leaveField}>
        <header class="council-head">
          <h2>{t(`council.${page}`)}</h2>
          <ActionButton id="council-close" icon={X} tone="quiet" />
        </header>
        <nav class="council-pages" aria-label={t("council.title")}>
          {PAGES.map((name) => (
            <ActionButton key={name} id={`council-${name}`} tone="quiet" pressed={name === page} />
          ))}
        </nav>
        <div class="council-body scroll" tabIndex={-1} ref={body} key={page}>
          <Body desk={desk} />
        </div>
        <p class="council-keys dim">{t("council.keys")}</p>
      </section>
    </DeskContext.Provider>
  );
}
