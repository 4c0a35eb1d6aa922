// Who asked to speak, for what, since when? The next one is one key.
import { ArrowDown, ArrowUp, Check, Hand, Megaphone, Reply, TriangleAlert } from "lucide";
import { t } from "../core/i18n";
import type { Outcome } from "../core/link";
import type { RequestView } from "../protocol";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Since } from "../ui/clock";
import { useDesk } from "../ui/context";
import { Icon } from "../ui/icon";
import { Empty } from "../ui/states";
import { rove } from "../ui/rove";
import type { Console } from "./console";
import { Unanswered } from "./unanswered";

export function QueueColumn({ console }: { console: Console }) {
  const waiting = console.waiting.value;
  const floor = console.briefing.store.floor.value;
  const next = console.next.value;
  return (
    <section class="column queue" data-testid={ids.queue} aria-label={t("chair.queue")}>
      <header class="column-head">
        <h2>
          {t("chair.queue")} <span class="count figures">{waiting.length}</span>
        </h2>
        <ActionButton id="queue-open" tone="quiet" />
      </header>
      {!floor.open && <p class="note">{t("chair.queueIsClosed")}</p>}
      {waiting.length === 0 ? (
        <Empty icon={Hand} title={t("chair.queueEmpty")}>
          {t("chair.queueEmptyAdvice")}
        </Empty>
      ) : (
        <ol class="queue-list scroll" role="listbox" aria-label={t("chair.queue")} onKeyDown={rove}>
          {waiting.map((request, i) => (
            <Row key={request.id} console={console} request={request} place={i + 1} first={request === next} />
          ))}
        </ol>
      )}
      <footer class="column-foot">
        <Unanswered console={console} />
        <ActionButton id="invite-next" icon={Megaphone} tone="primary" class="wide">
          {next ? t("chair.inviteNamed", { site: console.briefing.store.site(next.site)?.name ?? "" }) : undefined}
        </ActionButton>
        <div class="pair-of-buttons">
          <ActionButton id="call-next" icon={Hand} tone="prepare" />
          <ActionButton id="invite" icon={Megaphone} />
          <ActionButton id="accept" icon={Check} />
          <ActionButton id="decline" icon={Reply} />
        </div>
      </footer>
    </section>
  );
}

/** What a dragged request is called on its way. */
const DRAGGED = "application/x-giaoban-request";

function Row({ console, request, place, first }: { console: Console; request: RequestView; place: number; first: boolean }) {
  const { store } = console.briefing;
  const report = useReport();
  const site = store.site(request.site);
  const selected = console.selectedRequest.value === request.id;
  const item = store.agenda.value.findIndex(({ id }) => id === request.item);
  const select = () => {
    console.selectedRequest.value = selected ? null : request.id;
    console.selectedSite.value = null;
  };
  const queued = request.state === "queued";
  const drop = (event: DragEvent) => {
    event.preventDefault();
    report(console.moveTo(event.dataTransfer?.getData(DRAGGED) ?? "", request.id));
  };
  const key = (event: KeyboardEvent) => {
    const by = event.shiftKey ? { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key] : undefined;
    if (event.key === "Enter") select();
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    report(console.move(request, by));
  };
  return (
    <li
      class="request"
      role="option"
      tabIndex={selected || (console.chosen.value === undefined && place === 1) ? 0 : -1}
      aria-selected={selected}
      data-testid={ids.requestRow}
      data-request={request.id}
      data-site={request.site}
      data-state={request.state}
      data-first={first}
      draggable={queued}
      title={queued ? t("turn.drag") : undefined}
      onDragStart={(event) => event.dataTransfer?.setData(DRAGGED, request.id)}
      onDragOver={(event) => queued && event.dataTransfer?.types.includes(DRAGGED) && event.preventDefault()}
      onDrop={(event) => drop(event)}
      onClick={select}
      onKeyDown={key}
    >
      <span class="request-place figures">{place}</span>
      <div class="request-words">
        <strong>{site?.name}</strong>
        <span class="dim">{[request.speaker, request.post].filter(Boolean).join(", ") || t("chair.noSpeaker")}</span>
        <span class="request-tags">
          <em class="tag" data-state={request.state}>
            {t(`request.${request.state}`)}
            {request.state === "next" && request.ready && ` · ${t("request.isReady")}`}
          </em>
          <span>{t(`kind.${request.kind}`)}</span>
          {item >= 0 && <span>{t("chair.item", { n: item + 1 })}</span>}
          {request.spoken_before > 0 && <span>{t("chair.spokenBefore", { n: request.spoken_before })}</span>}
          {request.flagged && <Warning text={t("request.flagged")} />}
          {request.offline && <Warning text={t("request.offline")} />}
          {request.warning && <Warning text={t(request.state === "next" ? "request.notReady" : "request.noSound")} />}
        </span>
      </div>
      <div class="request-end">
        <span title={t("chair.waitingSince")}>
          <Since from={request.asked_at} />
        </span>
        {selected && request.state === "queued" && <Order console={console} request={request} />}
      </div>
    </li>
  );
}

/** A refused order is said: another console may have been first. */
function useReport(): (outcome: Promise<Outcome> | void) => void {
  const { actions } = useDesk();
  return (outcome) => void outcome?.then((done) => actions.report(done));
}

function Warning({ text }: { text: string }) {
  return (
    <strong class="warning-word">
      <Icon icon={TriangleAlert} size="1em" /> {text}
    </strong>
  );
}

function Order({ console, request }: { console: Console; request: RequestView }) {
  const report = useReport();
  const move = (by: -1 | 1) => (event: Event) => {
    event.stopPropagation();
    report(console.move(request, by));
  };
  return (
    <span class="order">
      <button type="button" class="button button-quiet button-icon" aria-label={t("chair.earlier")} onClick={move(-1)}>
        <Icon icon={ArrowUp} size="1em" />
      </button>
      <button type="button" class="button button-quiet button-icon" aria-label={t("chair.later")} onClick={move(1)}>
        <Icon icon={ArrowDown} size="1em" />
      </button>
    </span>
  );
}
