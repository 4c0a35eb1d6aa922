// What went wrong and has not been seen by anybody? A list that must be acknowledged.
import { BellRing, Check, ShieldCheck } from "lucide";
import { hourTime } from "../core/format";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Icon } from "../ui/icon";
import { Empty } from "../ui/states";
import type { Alarm, TechnicianDesk } from "./desk";
import { CulpritWords } from "./culprit";

export function Alarms({ desk }: { desk: TechnicianDesk }) {
  const alarms = desk.alarms.value;
  return (
    <section class="column alarms" data-testid={ids.alarms} aria-label={t("tech.alarms")}>
      <header class="column-head">
        <h2>
          {t("tech.alarms")} <span class="count figures">{desk.unacknowledged.value.length}</span>
        </h2>
        <ActionButton id="acknowledge" icon={Check} tone="quiet" />
      </header>
      {alarms.length === 0 ? (
        <Empty icon={ShieldCheck} title={t("tech.noAlarms")} />
      ) : (
        <div class="scroll alarm-list" role="log" aria-live="polite">
        <ul>
          {alarms.map((alarm) => (
            <AlarmRow key={alarm.id} desk={desk} alarm={alarm} />
          ))}
        </ul>
        </div>
      )}
    </section>
  );
}

function AlarmRow({ desk, alarm }: { desk: TechnicianDesk; alarm: Alarm }) {
  const site = desk.briefing.store.site(alarm.site);
  const seen = desk.acknowledged.value.has(alarm.id);
  if (!site) return null;
  return (
    <li class="alarm" data-testid={ids.alarm} data-site={alarm.site} data-open={alarm.open} data-seen={seen}>
      <Icon icon={BellRing} />
      <button type="button" class="alarm-words" onClick={() => (desk.selected.value = alarm.site)}>
        <span class="dim figures">{hourTime(alarm.since)}</span>{" "}
        {alarm.open ? <CulpritWords site={site} culprit={alarm.culprit} /> : t(alarm.kind === "lost" ? "alarm.backAgain" : "alarm.over", { site: site.name })}
      </button>
      {!seen && (
        <button type="button" class="button button-quiet" onClick={() => desk.acknowledge(alarm.id)}>
          {t("tech.seen")}
        </button>
      )}
    </li>
  );
}
