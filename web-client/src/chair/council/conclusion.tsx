// What does the chair conclude? General words, words by item, decisions, and tasks with who and until when.
import { currentItem } from "../../core/agenda";
import { t } from "../../core/i18n";
import { sent } from "../../core/sent";
import { PAGE_MAX, type AgendaItemView, type Command, type ResolutionView } from "../../protocol";
import { ids } from "../../testids";
import { ActionButton } from "../../ui/action-button";
import { useBriefing, useDesk } from "../../ui/context";
import { focus, isWritten, noTask, type CouncilDesk } from "./desk";
import { SmallForm } from "./form";
import { concludes } from "./rights";
import { TaskForm } from "./task-form";

export function ConclusionPage({ desk }: { desk: CouncilDesk }) {
  const { store } = useBriefing();
  const agenda = store.agenda.value;
  const current = currentItem(agenda) ?? agenda[0];
  return (
    <>
      <div class="council-buttons">
        <ActionButton id="conclude" tone="quiet" />
        <ActionButton id="conclude-item" tone="quiet" />
        <ActionButton id="resolve" tone="quiet" />
      </div>
      <General desk={desk} />
      <section class="council-block">
        <h3>{t("conclusion.resolutions")}</h3>
        <Resolutions desk={desk} />
        <TaskForm desk={desk} />
      </section>
      {agenda.length > 0 && (
        <section class="council-block">
          <h3>{t("conclusion.item")}</h3>
          {agenda.map((item) => (
            <ItemWords key={item.id} desk={desk} item={item} current={item === current} />
          ))}
        </section>
      )}
    </>
  );
}

export function General({ desk }: { desk: CouncilDesk }) {
  const { text } = useBriefing().store.conclusion.value;
  const words = desk.words.value ?? text;
  return (
    <SmallForm
      lines
      label="council.save"
      ready={concludes(desk.console)}
      send={() => sent(desk.words, null, desk.console.send({ do: "conclude", text: words }))}
    >
      <label class="field">
        <span>{t("conclusion.general")}</span>
        <textarea name="general" rows={4} maxLength={PAGE_MAX} value={words} onInput={(event) => (desk.words.value = event.currentTarget.value)} />
        <Saved saved={words === text} />
      </label>
    </SmallForm>
  );
}

function ItemWords({ desk, item, current }: { desk: CouncilDesk; item: AgendaItemView; current: boolean }) {
  const words = desk.itemWords.value[item.id] ?? item.conclusion;
  const send = async () => {
    const outcome = await desk.console.send({ do: "conclude_item", item: item.id, text: words });
    const { [item.id]: draft, ...others } = desk.itemWords.peek();
    if (outcome.ok && draft === words) desk.itemWords.value = others;
    return outcome;
  };
  return (
    <div data-current={current}>
      <SmallForm lines label="council.save" ready={concludes(desk.console)} send={send}>
        <label class="field">
          <span>{item.title}</span>
          <textarea rows={2} maxLength={PAGE_MAX} value={words} onInput={(event) => (desk.itemWords.value = { ...desk.itemWords.value, [item.id]: event.currentTarget.value })} />
          <Saved saved={words === item.conclusion} />
        </label>
      </SmallForm>
    </div>
  );
}

const Saved = ({ saved }: { saved: boolean }) => <small class="dim">{t(saved ? "conclusion.saved" : "conclusion.unsaved")}</small>;

function Resolutions({ desk }: { desk: CouncilDesk }) {
  const { resolutions } = useBriefing().store.conclusion.value;
  if (resolutions.length === 0) return <p class="dim">{t("conclusion.none")}</p>;
  return (
    <ol class="council-list resolutions">
      {resolutions.map((resolution) => (
        <Row key={resolution.id} desk={desk} resolution={resolution} />
      ))}
    </ol>
  );
}

function Row({ desk, resolution }: { desk: CouncilDesk; resolution: ResolutionView }) {
  const { actions } = useDesk();
  const { id, item, text, assignment } = resolution;
  const ready = concludes(desk.console);
  const remove: Command = { do: "remove_resolution", resolution: id };
  const ask = () =>
    actions.perform({
      id: `remove-${id}`,
      label: () => "conclusion.remove",
      may: () => true,
      ask: () => ({ title: "conclusion.removeTitle", body: "conclusion.removeBody", params: { text }, yes: "conclusion.remove" }),
      send: () => desk.console.send(remove),
    });
  const edit = () => {
    const { lead = "", cooperating = "", due = "" } = assignment ?? {};
    const task = { ...noTask, resolution: id, item: item ?? "", text, task: assignment !== null, lead, cooperating, due };
    actions.perform({
      id: `edit-${id}`,
      label: () => "conclusion.edit",
      may: () => true,
      ask: () => (isWritten(desk.task.peek()) ? { title: "conclusion.replaceTitle", body: "conclusion.replaceBody", params: { text: desk.task.peek().text }, yes: "conclusion.edit" } : null),
      send: () => {
        desk.task.value = task;
        focus("[name=resolution]");
      },
    });
  };
  return (
    <li data-testid={ids.resolution} data-kind={assignment ? "task" : "decision"}>
      <strong>{t(assignment ? "conclusion.isTask" : "conclusion.isDecision")}</strong>
      <span class="council-words">{text}</span>
      {assignment && (
        <span class="dim">
          {t("conclusion.lead")}: {assignment.lead}
          {assignment.cooperating && ` · ${t("conclusion.cooperating")}: ${assignment.cooperating}`} · {t("conclusion.due")}: {assignment.due.split("-").reverse().join("/")}
        </span>
      )}
      <span class="council-buttons">
        <button type="button" class="button" disabled={ready !== true} aria-label={`${t("conclusion.edit")}: ${text}`} onClick={edit}>
          {t("conclusion.edit")}
        </button>
        <button type="button" class="button" disabled={ready !== true} aria-label={`${t("conclusion.remove")}: ${text}`} onClick={ask}>
          {t("conclusion.remove")}
        </button>
      </span>
    </li>
  );
}
