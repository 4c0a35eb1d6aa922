// What can be done about a vote? Write its question, enter a ballot that was told by telephone, close it, void it.
import type { Action, Question } from "../../core/actions";
import type { Key } from "../../core/i18n";
import { sent } from "../../core/sent";
import { CHOICES } from "../../core/vote";
import type { Choice, Voter } from "../../protocol";
import { focus, type CouncilDesk } from "./desk";
import { allowed, unless } from "./rights";

const KEYS: Record<Choice, string> = { for: "t", against: "k", other: "y" };

export function voteActions(desk: CouncilDesk): Action[] {
  const { console } = desk;
  const right = () => allowed(console, "run_vote", ["live", "break"]);
  const open = () => unless(right(), !desk.vote.value && "vote.noneOpen");
  const may = () => true;
  /** The vote that was asked about: another one may be open by the answer. */
  let asked = "";
  const ask = (title: Key, body: Key, yes: Key): Question => {
    const { id, question, counts } = desk.vote.peek()!;
    asked = id;
    return { title, body, params: { question, n: counts?.missing ?? 0 }, yes };
  };
  return [
    { id: "vote-question", label: () => "vote.toQuestion", shortcut: "n", may, ready: () => unless(allowed(console, "run_vote", ["live"]), desk.vote.value !== undefined && "vote.isOpen"), send: () => focus("[name=question]") },
    { id: "vote-voter", label: () => "vote.toVoter", shortcut: "c", may, ready: open, send: () => focus("[name=voter]") },
    ...CHOICES.map(
      (choice): Action => ({
        id: `ballot-${choice}`,
        label: () => `ballot.${choice}`,
        shortcut: KEYS[choice],
        may,
        ready: () => unless(open(), desk.ballot.value.voter === "" && "vote.chooseVoter"),
        send: () => {
          const { vote, voter, words } = desk.ballot.peek();
          const cast = console.send({ do: "cast_vote", vote, voter: JSON.parse(voter) as Voter, choice, text: choice === "other" ? words : "" });
          return sent(desk.ballotDraft, { vote, voter: "", words: "" }, cast);
        },
      }),
    ),
    {
      id: "vote-close",
      label: () => "vote.shut",
      shortcut: "d",
      may,
      ready: open,
      ask: () => ask("vote.shutTitle", "vote.shutBody", "vote.shut"),
      send: () => console.send({ do: "close_vote", vote: asked }),
    },
    {
      id: "vote-void",
      label: () => "vote.cancel",
      shortcut: "h",
      may,
      ready: open,
      ask: () => ask("vote.cancelTitle", "vote.cancelBody", "vote.cancel"),
      send: () => console.send({ do: "void_vote", vote: asked }),
    },
  ];
}
