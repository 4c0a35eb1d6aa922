// Which order holds now? Bands that stay while it does, so that nobody forgets a locked door or a silenced room.
import { Coffee, Lock, MessageSquareText, MicOff } from "lucide";
import type { IconNode } from "lucide";
import { hourTime } from "../../core/format";
import { t } from "../../core/i18n";
import { ids } from "../../testids";
import { Icon } from "../../ui/icon";
import type { Console } from "../console";

export function OrderBand({ console }: { console: Console }) {
  const { order, session } = console.briefing.store;
  const { locked, knocking, silenced, banner, recess } = order.value;
  const until = recess?.resumes_at ? t("order.recessUntil", { time: hourTime(recess.resumes_at) }) : "";
  return (
    <div class="order-bands">
      {silenced && <Band kind="silenced" icon={MicOff} title={t("order.silenced")} words={t("order.silencedAdvice")} />}
      {session.value.state === "break" && recess && <Band kind="recess" icon={Coffee} title={t("order.recessNow")} words={[recess.words, until].filter(Boolean).join(" · ")} />}
      {locked && <Band kind="locked" icon={Lock} title={t(knocking.length > 0 ? "order.knocking" : "order.lockedNow")} words={knocking.map((site) => console.briefing.store.site(site)?.name).join(", ")} />}
      {banner && <Band kind="banner" icon={MessageSquareText} title={t("order.banner")} words={banner} />}
    </div>
  );
}

function Band({ kind, icon, title, words }: { kind: string; icon: IconNode; title: string; words: string }) {
  return (
    <div class={kind === "banner" ? "strip strip-notice" : "strip strip-warning"} role="status" data-testid={ids.orderBand} data-kind={kind}>
      <Icon icon={icon} />
      <strong>{title}</strong>
      <span>{words}</span>
    </div>
  );
}
