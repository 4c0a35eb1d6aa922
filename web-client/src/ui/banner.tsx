// What is written on every screen? The centre's words, on each until they are taken off.
import { Megaphone } from "lucide";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { useBriefing } from "./context";
import { Icon } from "./icon";

/** Characters that still fit one line of a hall's screen; more are written smaller, and all are seen. */
const SHORT = 60;
const LONG = 180;

export function Banner() {
  const { banner } = useBriefing().store.order.value;
  if (banner === null) return null;
  const length = banner.length <= SHORT ? "short" : banner.length <= LONG ? "long" : "longest";
  return (
    <p class="strip banner" role="status" data-testid={ids.banner} data-length={length}>
      <Icon icon={Megaphone} />
      <span class="visually-hidden">{t("banner.from")}</span>
      <strong>{banner}</strong>
    </p>
  );
}
