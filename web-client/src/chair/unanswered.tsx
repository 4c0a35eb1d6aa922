// Who was called or invited, and does not answer? The three ways on, beside the name.
import { RotateCcw, Timer, TriangleAlert, UserX } from "lucide";
import { t } from "../core/i18n";
import { ActionButton } from "../ui/action-button";
import { Icon } from "../ui/icon";
import type { Console } from "./console";

export function Unanswered({ console }: { console: Console }) {
  const request = console.silent.value;
  if (!request) return null;
  const site = console.briefing.store.site(request.site)?.name ?? "";
  return (
    <section class="unanswered" role="status">
      <strong>
        <Icon icon={TriangleAlert} size="1em" /> {t(request.state === "next" ? "turn.notReady" : "turn.noSound", { site })}
      </strong>
      <div class="unanswered-ways">
        <ActionButton id="wait-more" icon={Timer} />
        <ActionButton id="put-back" icon={RotateCcw} />
        <ActionButton id="miss" icon={UserX} />
      </div>
    </section>
  );
}
