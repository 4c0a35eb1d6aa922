// What does the site say in writing? One sheet, kept as it is typed until it is sent, and what was sent before.
import { useSignal } from "@preact/signals";
import { CircleCheck } from "lucide";
import { useState } from "preact/hooks";
import { currentItem } from "../core/agenda";
import { date, hourTime } from "../core/format";
import { t } from "../core/i18n";
import { NAME_MAX, PAGE_MAX } from "../protocol";
import { ids } from "../testids";
import { Dialog } from "../ui/dialogs";
import { Icon } from "../ui/icon";
import { beginDraft, draftOf, dropDraft, keepDraft } from "./draft";
import type { Hall } from "./hall";
import { lastSpeaker } from "./register-dialog";

export function OpinionDialog({ hall }: { hall: Hall }) {
  const { id, store } = hall.briefing;
  const agenda = store.agenda.value;
  const begin = () => beginDraft(id, hall.offer.peek(), lastSpeaker(), currentItem(agenda)?.id ?? "");
  const [draft, setDraft] = useState(begin);
  const problem = useSignal<string | null>(null);
  const sentAt = useSignal<number | null>(null);
  const sending = useSignal(false);
  const close = () => (hall.opining.value = false);
  const submit = async (form: HTMLFormElement) => {
    const now = draftOf(form);
    const { author, post, item, text } = now;
    sending.value = true;
    const outcome = await hall.briefing.command({ do: "write_opinion", site: null, author: author.trim(), post: post.trim(), item: item || null, text: text.trim() });
    sending.value = false;
    problem.value = outcome.ok ? null : (outcome.refusal?.text ?? t("common.notSent"));
    if (!outcome.ok) return;
    sentAt.value = hall.briefing.now();
    // What was written on meanwhile stays.
    const rest = draftOf(form);
    if (rest.text !== text) return;
    dropDraft(id);
    setDraft({ ...now, text: "" });
  };
  return (
    <Dialog title={t("writing.title")} testid={ids.opinionForm} wide onClose={close}>
      <form
        class="fields opinion-form"
        onInput={(event) => {
          const now = draftOf(event.currentTarget);
          sentAt.value = null;
          setDraft(now);
          keepDraft(id, now);
        }}
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <Deadline hall={hall} />
        <label class="field">
          <span>{t("writing.item")}</span>
          <select name="item" value={draft.item}>
            <option value="">{t("writing.whole")}</option>
            {agenda.map((item, i) => (
              <option key={item.id} value={item.id}>
                {t("room.item", { n: i + 1, title: item.title })}
              </option>
            ))}
          </select>
        </label>
        {/* The text has the focus: item and names are filled in already. */}
        <label class="field opinion-text">
          <span>{t("writing.text")}</span>
          <textarea name="text" required rows={6} maxLength={PAGE_MAX} value={draft.text} autofocus data-testid={ids.opinionText} />
        </label>
        <div class="opinion-names">
          <label class="field">
            <span>{t("writing.author")}</span>
            <input name="author" maxLength={NAME_MAX} value={draft.author} />
          </label>
          <label class="field">
            <span>{t("register.post")}</span>
            <input name="post" maxLength={NAME_MAX} value={draft.post} />
          </label>
        </div>
        <p class="opinion-state" role="status" data-testid={ids.opinionState} data-sent={sentAt.value !== null}>
          {sentAt.value !== null ? (
            <strong class="field-good">
              <Icon icon={CircleCheck} /> {t("writing.sent", { time: hourTime(sentAt.value) })}
            </strong>
          ) : problem.value !== null ? (
            <strong class="opinion-problem">{problem.value}</strong>
          ) : (
            <span class="dim">{t("writing.kept", { n: draft.text.length, of: PAGE_MAX })}</span>
          )}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={close}>
            {t("common.close")}
          </button>
          <button class="button button-primary" aria-busy={sending.value} disabled={sending.value || hall.writing.value !== "open"} data-testid={ids.opinionSubmit}>
            {t("writing.send")}
          </button>
        </footer>
      </form>
      <Sent hall={hall} />
    </Dialog>
  );
}

function Deadline({ hall }: { hall: Hall }) {
  const until = hall.briefing.store.conclusion.value.opinions_until;
  if (until === null) return null;
  return <p>{t(hall.writing.value === "open" ? "writing.until" : "writing.over", { time: hourTime(until), date: date(until) })}</p>;
}

function Sent({ hall }: { hall: Hall }) {
  const { opinions, agenda } = hall.briefing.store;
  const own = opinions.value.filter(({ site }) => site === hall.site.value?.id).reverse();
  if (own.length === 0) return null;
  const itemOf = (id: string | null) => agenda.value.find((item) => item.id === id)?.title ?? t("writing.whole");
  return (
    <section class="opinions-sent" aria-label={t("writing.own")}>
      <h3>{t("writing.own")}</h3>
      <ol>
        {own.map((opinion) => (
          <li key={opinion.id} data-testid={ids.ownOpinion} data-opinion={opinion.id}>
            <p class="dim">
              <span class="figures">{hourTime(opinion.at)}</span> · {itemOf(opinion.item)} · {[opinion.author, opinion.post].filter(Boolean).join(", ")}
            </p>
            <p>{opinion.text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
