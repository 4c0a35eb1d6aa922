// How does a vote stand? The open one with live counts, a form when none is open, and every result below.
import { hourTime } from "../../core/format";
import { t } from "../../core/i18n";
import { sent } from "../../core/sent";
import { CHOICES } from "../../core/vote";
import { SENTENCE_MAX, type BallotView, type Quorum, type VoteView } from "../../protocol";
import { ids } from "../../testids";
import { ActionButton } from "../../ui/action-button";
import { useBriefing } from "../../ui/context";
import { noVote, type BallotDraft, type CouncilDesk, type VoteDraft } from "./desk";
import { SmallForm } from "./form";
import { allowed } from "./rights";

const QUORUMS: Quorum[] = ["none", "half", "two_thirds"];

export function VotePage({ desk }: { desk: CouncilDesk }) {
  const { store } = useBriefing();
  const open = desk.vote.value;
  const over = store.votes.value.filter((vote) => vote.id !== open?.id).reverse();
  return (
    <>
      {open ? (
        <>
          <Standing vote={open} />
          <EnterBallot desk={desk} vote={open} />
          <div class="council-buttons">
            <ActionButton id="vote-close" tone="primary" />
            <ActionButton id="vote-void" />
          </div>
          <Ballots vote={open} />
        </>
      ) : (
        <OpenForm desk={desk} />
      )}
      {over.map((vote) => (
        <Standing key={vote.id} vote={vote} />
      ))}
    </>
  );
}

function OpenForm({ desk }: { desk: CouncilDesk }) {
  const { store } = useBriefing();
  const { deputies, secretaries } = store.seat.value;
  const people = [...deputies, ...secretaries].filter(({ id }, i, all) => all.findIndex((other) => other.id === id) === i);
  const draft = desk.voteDraft.value;
  const set = (change: Partial<VoteDraft>) => (desk.voteDraft.value = { ...draft, ...change });
  const { question, named, quorum } = draft;
  const delegates = draft.delegates.filter((id) => people.some((person) => person.id === id));
  const toggle = (id: string) => set({ delegates: delegates.includes(id) ? delegates.filter((other) => other !== id) : [...delegates, id] });
  return (
    <>
      <ActionButton id="vote-question" tone="quiet" />
      <SmallForm
        label="vote.start"
        ready={allowed(desk.console, "run_vote", ["live"])}
        send={() => sent(desk.voteDraft, noVote, desk.console.send({ do: "open_vote", question, named, quorum, delegates }))}
      >
        <label class="field">
          <span>{t("vote.question")}</span>
          <input name="question" required pattern=".*\S.*" maxLength={SENTENCE_MAX} value={question} onInput={(event) => set({ question: event.currentTarget.value })} />
        </label>
        <label class="choice">
          <input type="checkbox" name="named" checked={named} onChange={() => set({ named: !named })} />
          <span>{t("vote.named")}</span>
        </label>
        <label class="field">
          <span>{t("vote.quorum")}</span>
          <select name="quorum" value={quorum} onChange={(event) => set({ quorum: event.currentTarget.value as Quorum })}>
            {QUORUMS.map((each) => (
              <option key={each} value={each}>
                {t(`vote.quorum.${each}`)}
              </option>
            ))}
          </select>
        </label>
        {people.length > 0 && (
          <fieldset class="field">
            <legend>{t("vote.voters")}</legend>
            <p class="dim">{t("vote.votersHelp")}</p>
            {people.map((person) => (
              <label key={person.id} class="choice">
                <input type="checkbox" checked={delegates.includes(person.id)} onChange={() => toggle(person.id)} />
                <span>{person.name}</span>
              </label>
            ))}
          </fieldset>
        )}
      </SmallForm>
    </>
  );
}

/** Question, state, quorum and counts in words. */
function Standing({ vote }: { vote: VoteView }) {
  const { counts } = vote;
  const state = vote.void ? "void" : vote.closed_at !== null ? "closed" : "open";
  return (
    <article class="council-block" data-testid={ids.vote} data-vote={vote.id} data-state={state}>
      <strong>{vote.question}</strong>
      <span class="dim">{state === "open" ? t("vote.running") : state === "void" ? t("vote.void") : t("vote.closed", { time: hourTime(vote.closed_at!) })}</span>
      {counts && (
        <>
          {vote.quorum !== "none" && (
            <span class={counts.quorum_met ? "quorum" : "quorum quorum-short"} data-testid={ids.quorum} data-met={counts.quorum_met}>
              {t(counts.quorum_met ? "vote.met" : "vote.notMet", { present: counts.present, expected: counts.expected })}
            </span>
          )}
          <dl class="counts">
            {[...CHOICES, "missing" as const].map((choice) => (
              <div key={choice}>
                <dt>{t(`ballot.${choice}`)}</dt>
                <dd class="figures" data-testid={ids.voteCount} data-choice={choice}>
                  {counts[choice]}
                </dd>
              </div>
            ))}
          </dl>
          {vote.closed_at !== null && vote.named && <Ballots vote={vote} />}
        </>
      )}
    </article>
  );
}

function Ballots({ vote }: { vote: VoteView }) {
  return (
    <details open={vote.closed_at === null}>
      <summary>{t("vote.ballots")}</summary>
      <ul class="council-list">
        {vote.ballots.map((ballot) => (
          <li key={ballot.voter.id} data-testid={ids.ballot} data-voter={ballot.voter.id} data-cast={ballot.cast}>
            <span>{ballot.name}</span>
            <strong>{t(castAs(ballot))}</strong>
            {ballot.text && <em>{ballot.text}</em>}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What is known of a ballot: its choice, only that it is cast, or that it is missing. */
const castAs = ({ choice, cast }: BallotView) => (choice ? (`ballot.${choice}` as const) : cast ? "vote.cast" : "ballot.missing");

/** What a site says by telephone. */
function EnterBallot({ desk, vote }: { desk: CouncilDesk; vote: VoteView }) {
  const draft = desk.ballot.value;
  const set = (change: Partial<BallotDraft>) => (desk.ballotDraft.value = { ...draft, ...change });
  return (
    <div class="council-block">
      <label class="field">
        <span>{t("vote.voter")}</span>
        <select name="voter" value={draft.voter} onChange={(event) => set({ voter: event.currentTarget.value })}>
          <option value="">{t("order.chooseSite")}</option>
          {vote.ballots.map((ballot) => (
            <option key={ballot.voter.id} value={JSON.stringify(ballot.voter)}>
              {ballot.cast ? `${ballot.name} – ${t("vote.cast")}` : ballot.name}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{t("vote.words")}</span>
        <input name="other" maxLength={SENTENCE_MAX} value={draft.words} onInput={(event) => set({ words: event.currentTarget.value })} />
      </label>
      <div class="council-buttons">
        <ActionButton id="vote-voter" tone="quiet" />
        {CHOICES.map((choice) => (
          <ActionButton key={choice} id={`ballot-${choice}`} />
        ))}
      </div>
    </div>
  );
}
