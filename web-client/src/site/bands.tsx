// What is told to this room over the picture, until it is over or somebody has answered? Who is called in the roll, words
// of the centre, an invitation to write.
import { FilePenLine, ListChecks, MailOpen } from "lucide";
import { tick } from "../core/clock";
import { hourTime, span } from "../core/format";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Icon } from "../ui/icon";
import { called } from "./council";
import type { Hall } from "./hall";

export function RollCallBand({ hall }: { hall: Hall }) {
  const { store } = hall.briefing;
  const roll = store.rollCall.value;
  const now = called(roll, hall.site.value?.id ?? null);
  if (!now) return null;
  const own = now.whose === "own" && !now.paused;
  const locked = hall.lockReason();
  const site = store.site(now.site)?.name ?? "";
  return (
    <section class="strip band-strip" role="status" data-testid={ids.rollBand} data-site={now.site} data-whose={now.whose} data-paused={now.paused}>
      <Icon icon={ListChecks} size="1.5em" />
      <div class="band-words">
        <strong>{t(now.paused ? "called.paused" : "called.site", { site })}</strong>
        {own && <span>{t(locked === null ? "called.answer" : locked === "mic.muted" ? "called.muted" : locked)}</span>}
        {now.whose === "next" && <span>{t("called.next")}</span>}
      </div>
      <span class="band-figures figures">
        {roll.position}/{roll.of}
      </span>
      {own && roll.until !== null && <TimeLeft hall={hall} until={roll.until} />}
    </section>
  );
}

function TimeLeft({ hall, until }: { hall: Hall; until: number }) {
  tick.value;
  return (
    <span class="band-figures figures" role="timer" aria-live="off">
      {span(Math.max(0, until - hall.briefing.now()))}
    </span>
  );
}

/** The oldest message that nobody has read; it stays until somebody says so. */
export function Message({ hall }: { hall: Hall }) {
  const [message, ...more] = hall.unread.value;
  if (!message) return null;
  return (
    <section class="strip band-strip message" role="alert" data-testid={ids.message} data-message={message.id}>
      <Icon icon={MailOpen} size="1.5em" />
      <div class="band-words">
        <span>
          {t("message.from", { time: hourTime(message.at) })}
          {more.length > 0 && ` · ${t("message.more", { n: more.length })}`}
        </span>
        <strong>{message.text}</strong>
      </div>
      <ActionButton id="read-message" />
    </section>
  );
}

/** The site could not be heard and is asked to write. */
export function Offer({ hall }: { hall: Hall }) {
  const offer = hall.offer.value;
  if (!offer || hall.aside.value !== "offer" || hall.writing.value !== "open") return null;
  const item = hall.briefing.store.agenda.value.find(({ id }) => id === offer.item);
  return (
    <section class="strip band-strip" role="status" data-testid={ids.offer} data-request={offer.request}>
      <Icon icon={FilePenLine} size="1.5em" />
      <div class="band-words">
        <strong>{t("offer.title")}</strong>
        <span>{item ? t("offer.item", { title: item.title }) : t("offer.whole")}</span>
      </div>
      <ActionButton id="opinion" tone="primary">
        {t("offer.write")}
      </ActionButton>
      <ActionButton id="put-aside" />
    </section>
  );
}
