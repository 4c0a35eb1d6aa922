// Who holds the chair's seat, who comes next, and how does it pass on? Hand-over, deputies, and the way of two
// persons when a device is lost.
import { ArrowUp, X } from "lucide";
import { hourTime } from "../core/format";
import { t } from "../core/i18n";
import type { Outcome } from "../core/link";
import type { Command, PersonView } from "../protocol";
import { ids } from "../testids";
import { useDesk } from "../ui/context";
import { Dialog } from "../ui/dialogs";
import { Icon } from "../ui/icon";
import type { Console } from "./console";

export function SeatDialog({ console }: { console: Console }) {
  const { actions } = useDesk();
  const { store } = console.briefing;
  const seat = store.seat.value;
  const { user, may } = store.me.value;
  const holds = user !== null && seat.holder === user;
  const tell = async (outcome: Promise<Outcome>) => actions.report(await outcome);
  const send = (command: Command) => void tell(console.onSeat(command));
  const order = seat.deputies.map(({ id }) => id);
  return (
    <Dialog title={t("seat.title")} testid={ids.seatDialog} onClose={() => (console.dialog.value = null)}>
      <div class="fields">
        <p>
          {t("seat.holder")}: <strong>{seat.holder_name}</strong>
        </p>
        <Offer console={console} holds={holds} send={send} />
        <section class="field">
          <h3>{t("seat.deputies")}</h3>
          {seat.deputies.length === 0 && <p class="dim">{t("seat.noDeputies")}</p>}
          <ol class="named">
            {seat.deputies.map((deputy, i) => (
              <li key={deputy.id} data-user={deputy.id}>
                <Person person={deputy} />
                {holds && (
                  <>
                    <button type="button" class="button" data-testid="hand-over" disabled={!deputy.online || seat.offered_to !== null} onClick={() => send({ do: "hand_over", to: deputy.id })}>
                      {t("seat.handOver")}
                    </button>
                    <button type="button" class="button button-quiet button-icon" disabled={i === 0} aria-label={t("seat.earlier", { name: deputy.name })} onClick={() => send({ do: "set_deputies", deputies: raised(order, i) })}>
                      <Icon icon={ArrowUp} size="1em" />
                    </button>
                    <button type="button" class="button button-quiet button-icon" aria-label={t("seat.remove", { name: deputy.name })} onClick={() => send({ do: "set_deputies", deputies: order.filter((id) => id !== deputy.id) })}>
                      <Icon icon={X} size="1em" />
                    </button>
                  </>
                )}
              </li>
            ))}
          </ol>
          {holds && <Add label={t("seat.addWho")} people={others(console, order)} add={(id) => send({ do: "set_deputies", deputies: [...order, id] })} />}
        </section>
        <Secretaries console={console} holds={holds} send={send} />
        {!holds && <p class="dim">{t("seat.readOnly")}</p>}
        {may.includes("revoke_seat") && <Revoke console={console} send={send} />}
      </div>
    </Dialog>
  );
}

/** A list with one of its members a place earlier. */
export function raised(order: readonly string[], at: number): string[] {
  const next = [...order];
  const [moved] = next.splice(at, 1);
  if (moved !== undefined) next.splice(Math.max(0, at - 1), 0, moved);
  return next;
}

function Person({ person }: { person: PersonView }) {
  return (
    <span class="person">
      <strong>{person.name}</strong> <span class="dim">{t(person.online ? "seat.online" : "seat.away")}</span>
    </span>
  );
}

function Offer({ console, holds, send }: { console: Console; holds: boolean; send: (command: Command) => void }) {
  const seat = console.briefing.store.seat.value;
  if (!seat.offered_to) return null;
  const to = [...seat.deputies, ...seat.secretaries].find(({ id }) => id === seat.offered_to);
  return (
    <div class="note row">
      <span>{t("seat.offered", { name: to?.name ?? "" })}</span>
      {holds && (
        <button type="button" class="button" onClick={() => send({ do: "decline_seat" })}>
          {t("seat.takeBackOffer")}
        </button>
      )}
    </div>
  );
}

/** Whoever is lost or unable is replaced here: the schedule changes nobody's rights once people are inside. */
function Secretaries({ console, holds, send }: { console: Console; holds: boolean; send: (command: Command) => void }) {
  const { secretaries } = console.briefing.store.seat.value;
  const named = secretaries.map(({ id }) => id);
  return (
    <section class="field" data-testid={ids.seatSecretaries}>
      <h3>{t("seat.secretaries")}</h3>
      {secretaries.length === 0 && <p class="dim">{t("seat.noSecretaries")}</p>}
      <ul class="named">
        {secretaries.map((person) => (
          <li key={person.id} data-user={person.id}>
            <Person person={person} />
            {holds && (
              <button type="button" class="button button-quiet button-icon" aria-label={t("seat.remove", { name: person.name })} onClick={() => send({ do: "set_secretaries", secretaries: named.filter((id) => id !== person.id) })}>
                <Icon icon={X} size="1em" />
              </button>
            )}
          </li>
        ))}
      </ul>
      {holds && <Add label={t("seat.addSecretary")} people={others(console, named)} add={(id) => send({ do: "set_secretaries", secretaries: [...named, id] })} />}
    </section>
  );
}

/** Who may be named: people with a part in the briefing, here or not, and people at a console. */
export function others(console: Console, named: readonly string[]): PersonView[] {
  const { deputies, secretaries, holder } = console.briefing.store.seat.value;
  const known = new Map([...deputies, ...secretaries, ...console.briefing.store.people.value].map((person) => [person.id, person]));
  const free = [...known.values()].filter(({ id }) => id !== holder && !named.includes(id));
  return free.sort((a, b) => a.name.localeCompare(b.name, "vi"));
}

function Add({ label, people, add }: { label: string; people: readonly PersonView[]; add: (id: string) => void }) {
  if (people.length === 0) return null;
  return (
    <div class="row">
      {people.map((person) => (
        <button key={person.id} type="button" class="button" data-user={person.id} onClick={() => add(person.id)}>
          {label}: {person.name}
        </button>
      ))}
    </div>
  );
}

function Revoke({ console, send }: { console: Console; send: (command: Command) => void }) {
  const { revocation, deputies, secretaries, holder } = console.briefing.store.seat.value;
  const lists = [deputies, secretaries, console.briefing.store.people.value];
  const fit = lists.map((people) => people.filter(({ id }) => id !== holder)).find((people) => people.length > 0) ?? [];
  const asked = revocation && t("seat.revocation", { by: revocation.by.name, to: revocation.to.name, time: hourTime(revocation.until) });
  return (
    <section class="field">
      <h3>{t("seat.revoke")}</h3>
      <p class="dim">{t("seat.revokeBody")}</p>
      {revocation ? (
        <>
          <strong class="warning-word">{asked}</strong>
          {revocation.by.id !== console.briefing.store.me.value.user && (
            <button type="button" class="button button-air" onClick={() => send({ do: "revoke_seat", to: revocation.to.id })}>
              {t("seat.confirmRevoke", { name: revocation.to.name })}
            </button>
          )}
        </>
      ) : (
        <div class="row">
          {fit.map((person) => (
            <button key={person.id} type="button" class="button button-air" data-testid="revoke" onClick={() => send({ do: "revoke_seat", to: person.id })}>
              {t("seat.revokeFor", { name: person.name })}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}
