// Who speaks, and how long still? One speaker's clock, or the list of a discussion's open microphones.
import { ArrowRightLeft, MessageCircleQuestionMark, Megaphone, Pause, Play, Square, Timer } from "lucide";
import { t } from "../core/i18n";
import type { RequestView } from "../protocol";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Countdown } from "../ui/clock";
import { rove } from "../ui/rove";
import type { Console } from "./console";

export function Speaker({ console }: { console: Console }) {
  const open = console.microphones.value;
  const request = console.speaker.value;
  const several = console.capacity.value > 1 || open.length > 1;
  return (
    <section class="speaker" data-testid={ids.speakerTime} data-state={request?.state ?? "none"} aria-label={t("chair.speaker")}>
      {several ? <Microphones console={console} /> : request ? <Speech console={console} request={request} /> : <p class="speaker-none dim">{t("chair.nobodySpeaks")}</p>}
      <div class="speaker-actions">
        <ActionButton id="extend" icon={Timer} />
        <ActionButton id="extend-three" icon={Timer} />
        <ActionButton id="extend-five" icon={Timer} />
        <ActionButton id="pause" icon={Pause} />
        <ActionButton id="continue" icon={Play} tone="primary" />
        <ActionButton id="hold-pause" icon={Pause} />
        <ActionButton id="let-on" icon={Megaphone} tone="primary" />
        <ActionButton id="interpose" icon={MessageCircleQuestionMark} />
        <ActionButton id="reply" icon={ArrowRightLeft} />
        <ActionButton id="finish" icon={Square} />
        <ActionButton id="stop" icon={Square} tone="air" />
      </div>
    </section>
  );
}

function Speech({ console, request }: { console: Console; request: RequestView }) {
  const site = console.briefing.store.site(request.site);
  return (
    <>
      <div class="speaker-words">
        <strong>{site?.name}</strong>
        <span class="dim">{[request.speaker, request.post].filter(Boolean).join(", ") || t("chair.noSpeaker")}</span>
        <State console={console} request={request} />
      </div>
      <Countdown request={request} />
    </>
  );
}

function State({ console, request }: { console: Console; request: RequestView }) {
  const asker = console.briefing.store.site(request.asker);
  return (
    <span class="request-tags">
      <em class="tag" data-state={request.state}>
        {t(`request.${request.state}`)}
      </em>
      {request.state === "paused" && <span>{asker ? t("turn.askedBy", { site: asker.name }) : t(`turn.pausedBy.${request.pause ?? "interruption"}`)}</span>}
      {request.resume && <strong class="warning-word">{t("request.back")}</strong>}
      {request.warning && <strong class="warning-word">{t("request.noSound")}</strong>}
    </span>
  );
}

/** Every open microphone of a discussion; the chosen one is whom the keys below act on. */
function Microphones({ console }: { console: Console }) {
  const open = console.microphones.value;
  const chosen = console.speaker.value;
  return (
    <div class="microphones">
      <h3>{t("turn.microphones", { n: open.length, of: console.capacity.value })}</h3>
      {open.length === 0 ? (
        <p class="dim">{t("chair.nobodySpeaks")}</p>
      ) : (
        <ul role="listbox" class="microphone-list" aria-label={t("turn.toMicrophones")} onKeyDown={rove}>
          {open.map((request, i) => (
            <Microphone key={request.id} console={console} request={request} chosen={request === chosen} first={chosen === undefined && i === 0} />
          ))}
        </ul>
      )}
    </div>
  );
}

interface MicrophoneProps {
  console: Console;
  request: RequestView;
  chosen: boolean;
  first: boolean;
}

function Microphone({ console, request, chosen, first }: MicrophoneProps) {
  const choose = () => (console.chosenMicrophone.value = console.chosenMicrophone.value === request.id ? null : request.id);
  return (
    <li
      class="microphone-row"
      role="option"
      tabIndex={chosen || first ? 0 : -1}
      aria-selected={chosen}
      data-testid={ids.microphoneRow}
      data-site={request.site}
      data-state={request.state}
      onClick={choose}
      onKeyDown={(event) => event.key === "Enter" && choose()}
    >
      <strong>{console.briefing.store.site(request.site)?.name}</strong>
      <State console={console} request={request} />
      <Countdown request={request} />
    </li>
  );
}
