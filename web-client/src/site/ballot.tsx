// How does this site vote? The question, three keys, what was cast; and the result once the vote is closed.
import { useSignal } from "@preact/signals";
import { Check, MessageSquareText, Vote, X } from "lucide";
import type { IconNode } from "lucide";
import { t } from "../core/i18n";
import { CHOICES } from "../core/vote";
import { SENTENCE_MAX, type Choice, type VoteView } from "../protocol";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { useDesk } from "../ui/context";
import { Icon } from "../ui/icon";
import type { Hall } from "./hall";

const ICONS: Record<Choice, IconNode> = { for: Check, against: X, other: MessageSquareText };

export function Ballot({ hall }: { hall: Hall }) {
  const vote = hall.vote.value;
  if (!vote || hall.preparing.value) return null;
  const open = vote.closed_at === null;
  const state = open ? "open" : vote.void ? "void" : "closed";
  const choice = hall.ballot.value?.choice ?? "";
  return (
    <section class="ballot" aria-label={t("ballot.title")} data-testid={ids.ballotForm} data-vote={vote.id} data-state={state} data-cast={choice}>
      <header class="ballot-head">
        <p class="ballot-kind">
          <Icon icon={Vote} /> {t(state === "open" ? (vote.named ? "ballot.named" : "ballot.unnamed") : state === "void" ? "ballot.void" : "ballot.result")}
        </p>
        <h2 data-length={vote.question.length > 110 ? "long" : "short"}>{vote.question}</h2>
      </header>
      {open ? <Casting hall={hall} /> : <Result vote={vote} />}
      <footer class="ballot-foot">
        <OwnBallot hall={hall} open={open} />
        {!open && <ActionButton id="put-aside" />}
      </footer>
    </section>
  );
}

function Casting({ hall }: { hall: Hall }) {
  const ballot = hall.ballot.value;
  if (!ballot) return null;
  if (hall.wording.value) return <OtherWords hall={hall} />;
  return (
    <div class="ballot-choices">
      {CHOICES.map((choice) => (
        <ActionButton key={choice} id={`vote-${choice}`} icon={ICONS[choice]} class="button-large" pressed={ballot.choice === choice} />
      ))}
    </div>
  );
}

const focus = (input: HTMLInputElement | null): void => input?.focus();

/** The other opinion in words; Escape goes back to the three choices and casts nothing. */
function OtherWords({ hall }: { hall: Hall }) {
  const { actions } = useDesk();
  const words = hall.wording.value!;
  const sending = useSignal(false);
  const send = async () => {
    if (sending.peek()) return;
    sending.value = true;
    actions.report(await hall.cast("other", words.text.trim()));
    sending.value = false;
  };
  const back = () => (hall.otherWords.value = null);
  return (
    <form
      class="ballot-words"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => event.key === "Escape" && back()}
    >
      <label class="field">
        <span>{t("ballot.words")}</span>
        <input name="words" maxLength={SENTENCE_MAX} ref={focus} value={words.text} onInput={(event) => (hall.otherWords.value = { ...words, text: event.currentTarget.value })} data-testid={ids.ballotWords} />
      </label>
      <button type="button" class="button" onClick={back}>
        {t("ballot.back")}
      </button>
      <button class="button button-primary" aria-busy={sending.value}>
        {t("ballot.sendOther")}
      </button>
    </form>
  );
}

/** What was cast, in a sentence: how the form is coloured is not enough. */
function OwnBallot({ hall, open }: { hall: Hall; open: boolean }) {
  const ballot = hall.ballot.value;
  const choice = ballot?.choice;
  const cast = choice ? [t(`ballot.${choice}`), ballot.text].filter(Boolean).join(": ") : "";
  if (!ballot) return <p>{t(open ? "ballot.delegates" : "ballot.delegatesVoted")}</p>;
  if (choice) return <p role="status">{t(open ? "ballot.castOpen" : "ballot.castClosed", { choice: cast })}</p>;
  return <p role="status">{t(open ? "ballot.castNone" : "ballot.castMissed")}</p>;
}

function Result({ vote: { counts, void: isVoid } }: { vote: VoteView }) {
  if (isVoid || !counts) return <p class="ballot-void">{t("ballot.voidBody")}</p>;
  const rows = [...CHOICES, "missing" as const];
  return (
    <>
      <dl class="ballot-result">
        {rows.map((row) => (
          <div key={row} data-testid={ids.ballotCount} data-choice={row}>
            <dt>
              {row !== "missing" && <Icon icon={ICONS[row]} />} {t(`ballot.${row}`)}
            </dt>
            <dd class="figures">{counts[row]}</dd>
          </div>
        ))}
      </dl>
      {!counts.quorum_met && <p class="ballot-quorum">{t("ballot.noQuorum", { present: counts.present, expected: counts.expected })}</p>}
    </>
  );
}
