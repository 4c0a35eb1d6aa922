// What has the server to tell this person? The last notice, in the client's words with the server's reason.
import { useSignal } from "@preact/signals";
import { Info } from "lucide";
import { useEffect } from "preact/hooks";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { useBriefing } from "./context";
import { Icon } from "./icon";

/** Long enough to be read across a hall. */
const SHOWN_MS = 12_000;

export function Notices() {
  const { store } = useBriefing();
  const last = store.notices.value.at(-1);
  const seen = useSignal(last?.serial ?? 0);
  useEffect(() => {
    if (!last || last.serial === seen.value) return;
    const timer = setTimeout(() => (seen.value = last.serial), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [last?.serial]);
  const shown = last && last.serial !== seen.value ? last : null;
  return (
    <div role="status">
      {shown && (
        <button type="button" class="strip strip-notice strip-button" data-testid={ids.notice} data-code={shown.code} onClick={() => (seen.value = shown.serial)}>
          <Icon icon={Info} />
          <strong>{t(`notice.${shown.code}`, { site: store.site(shown.site)?.name ?? "" })}</strong>
          {shown.text && <span>{shown.text}</span>}
        </button>
      )}
    </div>
  );
}
