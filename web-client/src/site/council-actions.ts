// What can a room do besides speaking? Vote, write an opinion, say that it has read, put aside what it has seen.
import type { Action } from "../core/actions";
import type { Key } from "../core/i18n";
import { CHOICES } from "../core/vote";
import type { Hall } from "./hall";

export function councilActions(hall: Hall): Action[] {
  const { store, link } = hall.briefing;
  const may = (right: "vote" | "opine") => hall.entered.value && (store.state.value?.me.may.includes(right) ?? false);
  const online = () => (link.state.value.kind === "open" ? true : ("connection.lostLink" as const));
  const votes: Action[] = CHOICES.map((choice, i) => ({
    id: `vote-${choice}`,
    label: () => `ballot.${choice}` as const,
    shortcut: String(i + 1),
    may: () => may("vote") && !hall.preparing.value && hall.ballot.value !== undefined && hall.vote.value?.closed_at === null,
    ready: online,
    // Another opinion has words, or may have.
    send: () => (choice === "other" ? hall.word() : hall.cast(choice, "")),
  }));
  return [
    ...votes,
    {
      id: "read-message",
      label: () => "message.read",
      shortcut: "r",
      may: () => hall.unread.value.length > 0,
      ready: online,
      send: () => hall.briefing.command({ do: "read_message", message: hall.unread.peek()[0]!.id }),
    },
    {
      id: "opinion",
      label: () => "writing.open",
      shortcut: "v",
      may: () => may("opine") && hall.writing.value === "open",
      send: () => void (hall.opining.value = true),
    },
    {
      id: "put-aside",
      label: (): Key => (hall.aside.value === "result" ? "ballot.putAside" : "offer.putAside"),
      shortcut: "x",
      may: () => hall.entered.value && hall.aside.value !== null,
      send: () => hall.putAside(),
    },
  ];
}
