// The chair's seat is offered to this person: yes or no, where nothing hides it.
import { Armchair } from "lucide";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { ActionButton } from "../ui/action-button";
import { Icon } from "../ui/icon";
import type { Console } from "./console";

export function SeatOffer({ console }: { console: Console }) {
  const { me, seat } = console.briefing.store;
  const { user } = me.value;
  if (user === null || seat.value.offered_to !== user) return null;
  return (
    <div class="strip strip-warning" role="alert" data-testid={ids.seatOffer}>
      <Icon icon={Armchair} />
      <strong class="strip-advice">{t("seat.offeredToYou", { name: seat.value.holder_name })}</strong>
      <ActionButton id="accept-seat" />
      <ActionButton id="decline-seat" />
    </div>
  );
}
