// Where are the draft minutes? Three files of the same record.
import { Download } from "lucide";
import { t } from "../../core/i18n";
import { isOver } from "../../core/session";
import { ActionButton } from "../../ui/action-button";
import { useBriefing, useDesk } from "../../ui/context";
import type { CouncilDesk } from "./desk";

export function MinutesPage(_: { desk: CouncilDesk }) {
  const { session } = useBriefing().store;
  const may = useDesk().actions.byId("minutes-docx").may();
  return (
    <>
      <h3>{t(isOver(session.value.state) ? "minutes.over" : "minutes.draft")}</h3>
      <p class="dim">{t(may ? "minutes.advice" : "minutes.noRight")}</p>
      <ActionButton id="minutes-docx" icon={Download} tone="primary" />
      <ActionButton id="minutes-pdf" icon={Download} />
      <ActionButton id="minutes-csv" icon={Download} />
    </>
  );
}
