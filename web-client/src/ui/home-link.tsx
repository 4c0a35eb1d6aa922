// How does one leave a console? By the product's mark, to today's briefings; nothing in the briefing changes.
import { t } from "../core/i18n";

export function HomeLink() {
  return (
    <a class="home-link" href="/" aria-label={t("entry.home")} title={t("entry.home")}>
      <img src="/favicon.svg" alt="" width="30" height="30" />
    </a>
  );
}
