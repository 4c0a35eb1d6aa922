// What does somebody see who stands before the locked room? What is awaited, since when, and what to do.
import { DoorClosedLocked } from "lucide";
import { tick } from "../core/clock";
import { since } from "../core/format";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Icon } from "./icon";
import { LanguageSwitch } from "./preferences";

/** `told`: whether the centre sees who waits; it sees rooms. */
export function LockedDoor({ from, told }: { from: number; told: boolean }) {
  tick.value;
  return (
    <main class="centre locked-door" data-testid={ids.lockedDoor}>
      <div class="empty" role="status">
        <Icon icon={DoorClosedLocked} size="3em" />
        <h1>{t("door.title")}</h1>
        <p>{t(told ? "door.body" : "door.bodyUntold")}</p>
      </div>
      <p class="locked-door-time">
        {t("door.since")} <strong class="figures">{since(from, Date.now())}</strong>
      </p>
      {told && <p class="dim">{t("door.advice")}</p>}
      <a class="button" href="/">
        {t("entry.home")}
      </a>
      <LanguageSwitch />
    </main>
  );
}
