// Why is there no programme? The briefing rests, until when; or it is over, with thanks and what may still be written.
import { Coffee, HeartHandshake } from "lucide";
import type { IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { tick } from "../core/clock";
import { date, hourTime, span } from "../core/format";
import { t } from "../core/i18n";
import { isOver } from "../core/session";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Icon } from "../ui/icon";
import type { Hall } from "./hall";

/** Whether the session's state stands in place of the programme. A break has a picture when an operator chooses one. */
export function rests(hall: Hall): boolean {
  const { session, seeing } = hall.briefing.store;
  const { state } = session.value;
  if (state === "break") return seeing.value.programme === null && seeing.value.content === null;
  return isOver(state);
}

/** `keys`: whether the buttons of this screen are pressed here; a second wall screen only shows. */
export function SessionSlate({ hall, keys }: { hall: Hall; keys: boolean }) {
  return hall.briefing.store.session.value.state === "break" ? <Recess hall={hall} /> : <Farewell hall={hall} keys={keys} />;
}

function Recess({ hall }: { hall: Hall }) {
  const { session, order } = hall.briefing.store;
  const { words, resumes_at } = order.value.recess ?? { words: "", resumes_at: null };
  return (
    <Slate icon={Coffee} title={t("recess.title")} state="break">
      {words && <p>{words}</p>}
      {resumes_at === null ? <p>{t("recess.since", { time: hourTime(session.value.since) })}</p> : <Resumes hall={hall} at={resumes_at} />}
    </Slate>
  );
}

function Resumes({ hall, at }: { hall: Hall; at: number }) {
  tick.value;
  const left = at - hall.briefing.now();
  return (
    <>
      <p class="slate-large" data-testid={ids.resumesAt}>
        {t("recess.resumes", { time: hourTime(at) })}
      </p>
      <p class="figures">{left > 0 ? t("recess.left", { span: span(left) }) : t("recess.due")}</p>
    </>
  );
}

function Farewell({ hall, keys }: { hall: Hall; keys: boolean }) {
  const { session, conclusion } = hall.briefing.store;
  const { since } = session.value;
  const until = conclusion.value.opinions_until;
  const taken = until !== null && until > since;
  const when = taken ? { time: hourTime(until), date: date(until) } : null;
  return (
    <Slate icon={HeartHandshake} title={t("farewell.title")} state="closed">
      <p>{t("standby.closed", { time: hourTime(since) })}</p>
      <p>{t("farewell.thanks")}</p>
      {when && <p class="slate-large">{t(hall.writing.value === "open" ? "writing.until" : "writing.over", when)}</p>}
      {keys && <ActionButton id="opinion" tone="primary" class="button-large" />}
    </Slate>
  );
}

function Slate({ icon, title, state, children }: { icon: IconNode; title: string; state: string; children: ComponentChildren }) {
  return (
    <div class="picture picture-main">
      <div class="slate session-slate" role="status" data-testid={ids.sessionSlate} data-state={state}>
        <Icon icon={icon} size="3em" />
        <strong>{title}</strong>
        {children}
      </div>
    </div>
  );
}
