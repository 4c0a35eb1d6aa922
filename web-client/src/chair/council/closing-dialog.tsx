// What is missing before the briefing is closed? Said first, and filled in here.
import { t } from "../../core/i18n";
import { isHere } from "../../core/presence";
import { ids } from "../../testids";
import { useBriefing, useDesk } from "../../ui/context";
import { Dialog } from "../../ui/dialogs";
import { General } from "./conclusion";
import { noTask, type CouncilDesk } from "./desk";
import { missing } from "./tally";

export function ClosingDialog({ desk }: { desk: CouncilDesk }) {
  const { actions } = useDesk();
  const { console } = desk;
  const { store } = useBriefing();
  const left = missing(store.conclusion.value);
  const unsaved = [
    desk.words.value !== null && desk.words.value !== store.conclusion.value.text && t("closing.unsavedWords"),
    ...store.agenda.value.map((item) => (desk.itemWords.value[item.id] ?? item.conclusion) !== item.conclusion && t("closing.unsavedItem", { item: item.title })),
    desk.task.value !== noTask && t("closing.unsavedTask"),
  ].filter((words) => words !== false);
  const here = store.siteList.value.filter(isHere).length;
  const close = () => (console.dialog.value = null);
  const end = async () => {
    close();
    actions.report(await console.send({ do: "close" }, store.session.peek().rev));
  };
  const complete = left.length === 0 && unsaved.length === 0;
  return (
    <Dialog title={t("session.closeTitle")} testid={ids.closing} wide onClose={close}>
      <div class="fields">
        <p>{t("session.closeBody", { title: store.briefing.value.title, n: here })}</p>
        {complete ? (
          <p>{t("closing.complete")}</p>
        ) : (
          <section class="missing">
            <strong>{t("closing.missing")}</strong>
            <ul>
              {left.map((each) => (
                <li key={each.field + ("text" in each ? each.text : "")} data-testid={ids.missingField} data-field={each.field}>
                  {t(`closing.${each.field}`, { text: "text" in each ? each.text : "" })}
                </li>
              ))}
              {unsaved.map((words) => (
                <li key={words} data-testid={ids.missingField} data-field="draft">
                  {words}
                </li>
              ))}
            </ul>
            <p class="dim">{t("closing.later")}</p>
          </section>
        )}
        <General desk={desk} />
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={() => (close(), (console.council.value = "conclusion"))}>
            {t("closing.fill")}
          </button>
          <button type="button" class="button" data-testid={ids.confirmNo} autofocus onClick={close}>
            {t("common.no")}
          </button>
          <button type="button" class="button button-air" data-testid={ids.confirmYes} onClick={() => void end()}>
            {t(complete ? "session.close" : "closing.anyway")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}
