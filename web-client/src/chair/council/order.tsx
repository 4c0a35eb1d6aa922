// How is order kept in the room, and what is said to all or to one? Door, silence, banner, message, break.
import { tick } from "../../core/clock";
import { hourTime } from "../../core/format";
import { t } from "../../core/i18n";
import { isHere } from "../../core/presence";
import { sent } from "../../core/sent";
import { RECESS_HOURS_MAX, SENTENCE_MAX } from "../../protocol";
import { ids } from "../../testids";
import { ActionButton } from "../../ui/action-button";
import { useBriefing, useDesk } from "../../ui/context";
import { noMessage, type CouncilDesk } from "./desk";
import { SmallForm } from "./form";
import { allowed, unless } from "./rights";
import { nextAt } from "./tally";

export function OrderPage({ desk }: { desk: CouncilDesk }) {
  return (
    <>
      <Door desk={desk} />
      <div class="council-block">
        <ActionButton id="silence" />
      </div>
      <Banner desk={desk} />
      <Recess desk={desk} />
      <Message desk={desk} />
    </>
  );
}

function Door({ desk }: { desk: CouncilDesk }) {
  const { actions } = useDesk();
  const { store } = useBriefing();
  const { locked, knocking } = store.order.value;
  const letIn = async (site: string) => actions.report(await desk.console.send({ do: "let_in", site }));
  return (
    <div class="council-block">
      <span>{t(locked ? "order.locked" : "order.unlocked")}</span>
      <div class="council-buttons">
        <ActionButton id="lock" pressed={locked} />
        <ActionButton id="let-in">{knocking.length > 0 && t("order.letInNamed", { site: store.site(knocking[0])?.name ?? "" })}</ActionButton>
      </div>
      {locked && <span class="dim">{t(knocking.length > 0 ? "order.knocking" : "order.nobodyKnocks")}</span>}
      {knocking.slice(1).map((site) => (
        <button key={site} type="button" class="button" data-testid={ids.knocking} data-site={site} onClick={() => void letIn(site)}>
          {t("order.letInNamed", { site: store.site(site)?.name ?? "" })}
        </button>
      ))}
    </div>
  );
}

function Banner({ desk }: { desk: CouncilDesk }) {
  const { banner } = useBriefing().store.order.value;
  const text = desk.banner.value ?? banner ?? "";
  return (
    <div class="council-block">
      <SmallForm label="order.setBanner" ready={allowed(desk.console, "address")} send={() => sent(desk.banner, null, desk.console.send({ do: "set_banner", text }))}>
        <label class="field">
          <span>{t("order.banner")}</span>
          <input name="banner" required pattern=".*\S.*" maxLength={SENTENCE_MAX} value={text} onInput={(event) => (desk.banner.value = event.currentTarget.value)} />
        </label>
      </SmallForm>
      <div class="council-buttons">
        <ActionButton id="banner" tone="quiet" />
        <ActionButton id="banner-off" />
      </div>
    </div>
  );
}

function Recess({ desk }: { desk: CouncilDesk }) {
  const briefing = useBriefing();
  const { recess } = briefing.store.order.value;
  const on = briefing.store.session.value.state === "break";
  const draft = desk.recess.value ?? { words: recess?.words ?? "", resumes: recess?.resumes_at ? hourTime(recess.resumes_at) : "" };
  const set = (change: Partial<typeof draft>) => (desk.recess.value = { ...draft, ...change });
  const resumesAt = () => nextAt(draft.resumes, briefing.now());
  tick.value;
  const tooLong = (resumesAt() ?? 0) - briefing.now() > RECESS_HOURS_MAX * 3_600_000;
  return (
    <div class="council-block">
      <SmallForm
        label={on ? "order.sayRecess" : "order.startRecess"}
        ready={unless(allowed(desk.console, "run_session", ["live", "break"]), tooLong && "order.tooLong")}
        send={() => sent(desk.recess, null, desk.console.send({ do: "recess", words: draft.words, resumes_at: resumesAt() }))}
      >
        <label class="field">
          <span>{t("order.recess")}</span>
          <input name="words" maxLength={SENTENCE_MAX} placeholder={t("order.recessWords")} value={draft.words} onInput={(event) => set({ words: event.currentTarget.value })} />
        </label>
        <label class="field">
          <span>{t("order.resumesAt")}</span>
          <input name="resumes" type="time" value={draft.resumes} onInput={(event) => set({ resumes: event.currentTarget.value })} />
        </label>
      </SmallForm>
      <div class="council-buttons">
        <ActionButton id="recess" tone="quiet" />
        <ActionButton id="recess-over" tone="primary" />
      </div>
    </div>
  );
}

function Message({ desk }: { desk: CouncilDesk }) {
  const { store } = useBriefing();
  const draft = desk.message.value;
  const set = (change: Partial<typeof draft>) => (desk.message.value = { ...draft, ...change });
  const here = store.siteList.value.filter((site) => isHere(site) || site.id === draft.site);
  const messages = [...store.messages.value].reverse();
  return (
    <div class="council-block">
      <SmallForm label="order.send" ready={allowed(desk.console, "address")} send={() => sent(desk.message, noMessage, desk.console.send({ do: "send_message", ...draft }))}>
        <label class="field">
          <span>{t("order.message")}</span>
          <select name="site" required aria-label={t("order.site")} value={draft.site} onChange={(event) => set({ site: event.currentTarget.value })}>
            <option value="">{t("order.chooseSite")}</option>
            {here.map((site) => (
              <option key={site.id} value={site.id}>
                {site.name}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>{t("order.words")}</span>
          <input name="text" required pattern=".*\S.*" maxLength={SENTENCE_MAX} value={draft.text} onInput={(event) => set({ text: event.currentTarget.value })} />
        </label>
      </SmallForm>
      <ActionButton id="message" tone="quiet" />
      <ul class="council-list">
        {messages.map((message) => (
          <li key={message.id} data-testid={ids.sentMessage} data-read={message.read_at !== null}>
            <span>
              {store.site(message.site)?.name}: {message.text}
            </span>
            <strong>{message.read_at === null ? t("order.unread") : t("order.read", { time: hourTime(message.read_at) })}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}
