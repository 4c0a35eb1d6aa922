// Who is here? One site after the other is called; one key marks it and goes on.
import { tick } from "../../core/clock";
import { span } from "../../core/format";
import { t } from "../../core/i18n";
import { PEOPLE_MAX, ROLL_CALL_SECONDS } from "../../protocol";
import { ids } from "../../testids";
import { ActionButton } from "../../ui/action-button";
import { useBriefing, useDesk } from "../../ui/context";
import { USUAL_SECONDS, type CouncilDesk } from "./desk";
import { MARKS } from "./roll-actions";
import { attendance } from "./tally";

export function RollCallPage({ desk }: { desk: CouncilDesk }) {
  const { store } = useBriefing();
  const roll = store.rollCall.value;
  const touring = roll.state === "calling" || roll.state === "paused";
  return (
    <>
      <Called desk={desk} />
      {!touring && <Setup desk={desk} />}
      <p class="figures">{t("roll.summary", { ...attendance(store.siteList.value, store.seat.value.site) })}</p>
      <label class="field">
        <span>{t("roll.people")}</span>
        <span class="council-row">
          <input
            name="people"
            type="number"
            min={0}
            max={PEOPLE_MAX}
            disabled={!desk.called.value}
            value={desk.count.value}
            onInput={(event) => (desk.people.value = { site: desk.called.peek()?.id ?? "", text: event.currentTarget.value })}
            onKeyDown={(event) => event.key === "Enter" && event.currentTarget.closest<HTMLElement>("[tabindex]")?.focus()}
          />
          <ActionButton id="roll-people" tone="quiet" />
        </span>
      </label>
      <div class="council-buttons">
        {MARKS.map(({ mark }) => (
          <ActionButton key={mark} id={`mark-${mark}`} tone={mark === "present" ? "primary" : "plain"} />
        ))}
      </div>
      {touring && <WhyNot id="roll-pause" />}
      {touring && <ActionButton id="roll-mode" tone="primary" />}
      <div class="council-buttons">
        <ActionButton id="roll-back" />
        <ActionButton id="roll-next" />
        <ActionButton id="roll-pause" />
        <ActionButton id="roll-end" />
      </div>
    </>
  );
}

/** How the tour goes: asked before it begins. */
function Setup({ desk }: { desk: CouncilDesk }) {
  return (
    <fieldset class="field council-block">
      <legend>{t("council.roll")}</legend>
      <label class="field">
        <span>{t("roll.seconds")}</span>
        <input
          name="seconds"
          type="number"
          min={ROLL_CALL_SECONDS.least}
          max={ROLL_CALL_SECONDS.most}
          value={desk.seconds.value}
          onChange={(event) => (desk.seconds.value = Math.min(ROLL_CALL_SECONDS.most, Math.max(ROLL_CALL_SECONDS.least, Math.round(event.currentTarget.valueAsNumber) || USUAL_SECONDS)))}
        />
      </label>
      {[false, true].map((again) => (
        <label key={String(again)} class="choice">
          <input type="radio" name="again" value={String(again)} checked={desk.again.value === again} onChange={() => (desk.again.value = again)} />
          <span>{t(again ? "roll.again" : "roll.unmarked")}</span>
        </label>
      ))}
      <WhyNot id="roll-start" />
      <ActionButton id="roll-mode" tone="primary" />
      <ActionButton id="roll-start" tone="primary" />
    </fieldset>
  );
}

/** Why it does not begin, where everyone reads it and not only under a pointer. */
function WhyNot({ id }: { id: string }) {
  const reason = useDesk().actions.byId(id).ready!();
  return reason === true ? null : <p class="note">{t(reason)}</p>;
}

/** The called site, its place in the tour and its time; the room it takes is the same before and after. */
function Called({ desk }: { desk: CouncilDesk }) {
  const briefing = useBriefing();
  const { state, position, of, until } = briefing.store.rollCall.value;
  const site = desk.called.value;
  if (until !== null) tick.value;
  return (
    <div class="called" data-testid={ids.rollCalled} data-site={site?.id ?? ""} data-state={state}>
      <span class="dim">{t(`roll.${state}`)}</span>
      <strong class="figures" data-testid={ids.rollProgress}>
        {t("roll.progress", { n: position, of })}
      </strong>
      <strong class="called-name">{site?.name ?? "–"}</strong>
      <span class="figures">{until === null ? "–" : span(Math.max(0, until - briefing.now()))}</span>
      <span class="dim called-mark">{site?.roll_call ? t(`mark.${site.roll_call}`) : ""}</span>
    </div>
  );
}
