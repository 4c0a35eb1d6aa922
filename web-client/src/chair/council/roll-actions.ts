// What can be done in a roll call? Start, mark and go on, wait, go back, end.
import type { Action } from "../../core/actions";
import { t } from "../../core/i18n";
import type { Outcome } from "../../core/link";
import { sent } from "../../core/sent";
import type { Command, RollCallMark } from "../../protocol";
import { focus, peopleIn, type CouncilDesk } from "./desk";
import { allowed, unless } from "./rights";

export const MARKS: { mark: RollCallMark; shortcut: string }[] = [
  { mark: "present", shortcut: "c" },
  { mark: "no_picture", shortcut: "h" },
  { mark: "no_sound", shortcut: "t" },
  { mark: "absent", shortcut: "v" },
];

export function rollActions(desk: CouncilDesk): Action[] {
  const { console } = desk;
  const { store } = console.briefing;
  const right = () => allowed(console, "roll_call", ["testing", "lobby", "live", "break"]);
  /** A tour opens microphones: in an open session it is for whoever gives the floor. */
  const tours = () => unless(right(), ["live", "break"].includes(store.session.value.state) && allowed(console, "moderate") !== true && "roll.onlyMarks");
  const calls = () =>
    unless(
      tours(),
      allowed(console, "roll_call", ["testing", "lobby", "live"]),
      inOtherMode() && "roll.needsMode",
      store.order.value.silenced && "roll.silenced",
      free(),
    );
  const roll = () => store.rollCall.value;
  const touring = () => roll().state === "calling" || roll().state === "paused";
  const unmarked = () => store.siteList.value.some((site) => site.id !== store.seat.value.site && site.roll_call === null);
  const free = () => (console.microphones.value.length > 0 ? ("roll.taken" as const) : true);
  const may = () => true;
  const stepping = (command: Command) => {
    desk.step();
    return console.send(command);
  };
  /** The call that was answered from here: a second press is not for the site after. */
  let answered: number | null = null;
  const marks = async (mark: RollCallMark): Promise<Outcome> => {
    const site = desk.called.peek()!;
    const { until } = roll();
    if (until !== null && until === answered) return { ok: true, rev: 0 };
    if (desk.justMoved()) return { ok: false, refusal: { code: "stale", text: t("roll.justMoved", { site: site.name }), field: null } };
    if (tours() === true) answered = until;
    const people = mark === "absent" ? null : (peopleIn(desk.count.peek()) ?? null);
    const outcome = await sent(desk.people, { site: "", text: "" }, stepping({ do: "mark_roll_call", site: site.id, mark, people }));
    if (!outcome.ok) answered = null;
    return outcome;
  };
  const inOtherMode = () => store.session.value.state === "live" && store.session.value.mode.kind !== "roll_call";
  return [
    {
      id: "roll-mode",
      label: () => "roll.toMode",
      shortcut: "d",
      may: () => inOtherMode() && tours() === true,
      send: () => console.send({ do: "set_mode", mode: { kind: "roll_call" } }),
    },
    {
      id: "roll-start",
      label: () => "roll.start",
      shortcut: "s",
      may,
      ready: () => unless(calls(), touring() && "roll.running", !desk.again.value && !unmarked() && "roll.allMarked"),
      send: () => stepping({ do: "start_roll_call", seconds: desk.seconds.value, again: desk.again.value }),
    },
    ...MARKS.map(
      ({ mark, shortcut }): Action => ({
        id: `mark-${mark}`,
        label: () => `mark.${mark}`,
        shortcut,
        may,
        ready: () => unless(right(), !desk.called.value && "roll.noSite", peopleIn(desk.count.value) === undefined && "roll.badCount"),
        send: () => marks(mark),
      }),
    ),
    { id: "roll-people", label: () => "roll.toPeople", shortcut: "n", may, ready: () => unless(right(), !desk.called.value && "roll.noSite"), send: () => focus("[name=people]") },
    {
      id: "roll-pause",
      label: () => (roll().state === "paused" ? "roll.resume" : "roll.pause"),
      shortcut: "p",
      may,
      ready: () => unless(roll().state === "paused" ? calls() : tours(), !touring() && "roll.noTour"),
      send: () => stepping({ do: "pause_roll_call", paused: roll().state === "calling" }),
    },
    {
      id: "roll-back",
      label: () => "roll.back",
      shortcut: "l",
      may,
      ready: () => unless(calls(), !touring() && "roll.noTour", !roll().before && "roll.first"),
      send: () => stepping({ do: "call_in_roll", site: roll().before! }),
    },
    {
      id: "roll-next",
      label: () => "roll.next",
      shortcut: "x",
      may,
      ready: () => unless(calls(), !touring() && "roll.noTour", !roll().after && "roll.last"),
      send: () => stepping({ do: "call_in_roll", site: roll().after! }),
    },
    {
      id: "roll-end",
      label: () => "roll.end",
      shortcut: "k",
      may,
      ready: () => unless(tours(), !touring() && "roll.noTour"),
      ask: () => ({ title: "roll.endTitle", body: "roll.endBody", params: { n: roll().position, of: roll().of }, yes: "roll.end" }),
      send: () => console.send({ do: "end_roll_call" }),
    },
  ];
}
