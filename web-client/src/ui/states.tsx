// What is shown when there is nothing, when something is awaited, and when it failed?
import type { IconNode } from "lucide";
import { LoaderCircle, TriangleAlert } from "lucide";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { tick } from "../core/clock";
import { since } from "../core/format";
import { t } from "../core/i18n";
import { Icon } from "./icon";

export function Empty({ icon, title, children }: { icon: IconNode; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon icon={icon} size="2em" />
      <strong>{title}</strong>
      {children && <span>{children}</span>}
    </div>
  );
}

export function Waiting({ what, advice }: { what: string; advice?: string }) {
  const [from] = useState(Date.now);
  tick.value;
  const now = Date.now();
  return (
    <div class="empty" role="status">
      <Icon icon={LoaderCircle} size="2em" />
      <strong>{what}</strong>
      <span class="figures">{since(from, now)}</span>
      {advice && now - from > 5_000 && <span>{advice}</span>}
    </div>
  );
}

export function Failure({ title, advice, retry }: { title: string; advice: string; retry?: () => void }) {
  return (
    <div class="empty failure" role="alert">
      <Icon icon={TriangleAlert} size="2em" />
      <strong>{title}</strong>
      <span>{advice}</span>
      {retry && (
        <button type="button" class="button" onClick={retry}>
          {t("connection.retry")}
        </button>
      )}
    </div>
  );
}
