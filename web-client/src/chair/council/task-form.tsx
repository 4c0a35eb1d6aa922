// How is a decision or a task written down? A task is not saved without its lead unit and its day.
import { t } from "../../core/i18n";
import { sent } from "../../core/sent";
import { NAME_MAX, PAGE_MAX, SENTENCE_MAX } from "../../protocol";
import { useBriefing } from "../../ui/context";
import { noTask, type CouncilDesk, type TaskDraft } from "./desk";
import { SmallForm } from "./form";
import { concludes } from "./rights";

export function TaskForm({ desk }: { desk: CouncilDesk }) {
  const { store } = useBriefing();
  const draft = desk.task.value;
  const set = (change: Partial<TaskDraft>) => (desk.task.value = { ...draft, ...change });
  const { item, text, task, lead, cooperating, due } = draft;
  // One that another console removed meanwhile is written down anew.
  const resolution = store.conclusion.value.resolutions.find(({ id }) => id === draft.resolution)?.id ?? null;
  const send = () =>
    sent(desk.task, noTask, desk.console.send({ do: "resolve", resolution, item: item || null, text, assignment: task ? { lead, cooperating, due } : null }));
  return (
    <SmallForm label={resolution ? "council.save" : "conclusion.add"} ready={concludes(desk.console)} send={send}>
      <label class="field">
        <span>{t("conclusion.text")}</span>
        <input name="resolution" required maxLength={PAGE_MAX} value={draft.text} onInput={(event) => set({ text: event.currentTarget.value })} />
      </label>
      <label class="choice">
        <input type="checkbox" name="task" checked={draft.task} onChange={() => set({ task: !draft.task })} />
        <span>{t("conclusion.task")}</span>
      </label>
      {draft.task && (
        <>
          <label class="field">
            <span>{t("conclusion.lead")}</span>
            <input name="lead" required maxLength={NAME_MAX} value={draft.lead} onInput={(event) => set({ lead: event.currentTarget.value })} />
          </label>
          <label class="field">
            <span>{t("conclusion.cooperating")}</span>
            <input name="cooperating" maxLength={SENTENCE_MAX} value={draft.cooperating} onInput={(event) => set({ cooperating: event.currentTarget.value })} />
          </label>
          <label class="field">
            <span>{t("conclusion.due")}</span>
            <input name="due" type="date" required value={draft.due} onInput={(event) => set({ due: event.currentTarget.value })} />
          </label>
        </>
      )}
      <label class="field">
        <span>{t("conclusion.of")}</span>
        <select name="item" value={draft.item} onChange={(event) => set({ item: event.currentTarget.value })}>
          <option value="">{t("council.whole")}</option>
          {store.agenda.value.map((item) => (
            <option key={item.id} value={item.id}>
              {item.title}
            </option>
          ))}
        </select>
      </label>
      {draft !== noTask && (
        <button type="button" class="button" onClick={() => (desk.task.value = noTask)}>
          {t(resolution ? "conclusion.keepAsIs" : "conclusion.discard")}
        </button>
      )}
    </SmallForm>
  );
}
