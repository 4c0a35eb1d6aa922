// Which opinions came in writing, and who was asked and has not answered?
import { date, hourTime } from "../../core/format";
import { t } from "../../core/i18n";
import { sent } from "../../core/sent";
import { OPINION_HOURS_MAX } from "../../protocol";
import { ids } from "../../testids";
import { ActionButton } from "../../ui/action-button";
import { useBriefing } from "../../ui/context";
import type { CouncilDesk } from "./desk";
import { SmallForm } from "./form";
import { allowed } from "./rights";
import { byItem } from "./tally";

export function OpinionsPage({ desk }: { desk: CouncilDesk }) {
  const { store } = useBriefing();
  /** The server keeps an offer until it is answered. */
  const asked = [...new Set(store.offers.value.map(({ site }) => site))];
  const { opinion_hours, opinions_until } = store.conclusion.value;
  const hours = desk.hours.value ?? String(opinion_hours);
  const name = (site: string) => store.site(site)?.name ?? "";
  const groups = byItem(store.agenda.value, store.opinions.value);
  return (
    <>
      <p data-testid={ids.offered} class="figures">
        {t("opinion.offered", { n: store.opinions.value.length, left: asked.length })}
      </p>
      {asked.length > 0 && <p class="dim">{t("opinion.waiting", { sites: asked.map(name).join(", ") })}</p>}
      {groups.length === 0 && <p class="dim">{t("opinion.none")}</p>}
      {groups.map(({ item, opinions }) => (
        <section key={item?.id ?? ""} class="council-block">
          <h3>{item?.title ?? t("council.whole")}</h3>
          {opinions.map((opinion) => (
            <article key={opinion.id} data-testid={ids.opinion}>
              <strong>{name(opinion.site)}</strong>
              <span class="dim">{[opinion.author, opinion.post, hourTime(opinion.at)].filter(Boolean).join(" · ")}</span>
              <p class="council-words">{opinion.text}</p>
            </article>
          ))}
        </section>
      ))}
      <div class="council-block">
        <SmallForm label="council.save" ready={allowed(desk.console, "conclude")} send={() => sent(desk.hours, null, desk.console.send({ do: "set_opinion_hours", hours: Number(hours) }))}>
          <label class="field">
            <span>{t("opinion.hours")}</span>
            <input name="hours" type="number" min={0} max={OPINION_HOURS_MAX} step={1} required value={hours} onInput={(event) => (desk.hours.value = event.currentTarget.value)} />
          </label>
        </SmallForm>
        <ActionButton id="opinion-hours" tone="quiet" />
        {opinions_until !== null && <p>{t("opinion.until", { time: hourTime(opinions_until), date: date(opinions_until) })}</p>}
      </div>
    </>
  );
}
