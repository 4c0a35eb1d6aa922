// Where are the draft minutes? Three files of the same record.
import { Download } from "lucide";
import { t } from "../../core/i18n";
import { ActionButton } from "../../ui/action-button";
import { useBriefing } from "../../ui/context";
import type { CouncilDesk } from "./desk";

export function MinutesPage(_: { desk: CouncilDesk }) {
  const { session, state } = useBriefing().store;
  const isOver = session.value.state === "closed" || session.value.state === "archived";
  const may = state.value?.me.may.includes("read_minutes") ?? false;
  return (
    <>
      <h3>{t(isOver ? "minutes.over" : "minutes.draft")}</h3>
      <p class="dim">{t(may ? "minutes.advice" : "minutes.noRight")}</p>
      <ActionButton id="minutes-docx" icon={Download} tone="primary" />
      <ActionButton id="minutes-pdf" icon={Download} />
      <ActionButton id="minutes-csv" icon={Download} />
    </>
  );
}
