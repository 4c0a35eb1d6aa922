// What is shown around a briefing's screen: connecting, refused, device in use, ended?
import { House, LogIn, MonitorSmartphone } from "lucide";
import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { setAccount } from "../core/account";
import type { Briefing } from "../core/briefing";
import { t } from "../core/i18n";
import { forgetTokens } from "../core/tokens";
import { ids } from "../testids";
import { Icon } from "./icon";
import { LockedDoor } from "./locked-door";
import { LanguageSwitch } from "./preferences";
import { Failure, Waiting } from "./states";

/** Children are drawn once the first snapshot is here, and stay while the link is being restored. */
export function Entry({ briefing, children }: { briefing: Briefing; children: () => ComponentChildren }) {
  useEffect(() => effect(() => void (document.title = briefing.store.state.value?.briefing.title ?? t("app.name"))), [briefing]);
  const state = briefing.link.state.value;
  if (state.kind === "ended") return <Ended briefing={briefing} code={state.refusal.code} text={state.refusal.text} />;
  if (state.kind === "knocking") return <LockedDoor from={state.since} told={briefing.kind === "room"} />;
  if (briefing.store.ready.value) return <>{children()}</>;
  return (
    <main class="centre">
      <Waiting what={t("entry.connecting")} advice={t("entry.connectingAdvice")} />
      <LanguageSwitch />
    </main>
  );
}

function forget(): void {
  forgetTokens();
  setAccount(null);
}

function Ended({ briefing, code, text }: { briefing: Briefing; code: string; text: string }) {
  if (code === "device_in_use" || code === "taken_over") {
    return (
      <main class="centre">
        <div class="empty">
          <Icon icon={MonitorSmartphone} size="2em" />
          <strong>{text}</strong>
          <span>{t("entry.takeOverAdvice")}</span>
          <div class="row">
            <a class="button" href="/">
              {t("entry.home")}
            </a>
            <button type="button" class="button button-primary" data-testid={ids.takeOver} onClick={() => briefing.takeOverDevice()}>
              {t("entry.takeOver")}
            </button>
          </div>
        </div>
      </main>
    );
  }
  if (code === "not_signed_in") {
    return (
      <main class="centre">
        <Failure title={text} advice={t("entry.signInAdvice")} />
        <a class="button button-primary" href={`/?next=${encodeURIComponent(location.pathname)}`} onClick={forget}>
          <Icon icon={LogIn} />
          {t("signIn.submit")}
        </a>
      </main>
    );
  }
  return (
    <main class="centre">
      <Failure title={text} advice={t("entry.endedAdvice")} retry={() => briefing.start()} />
      <a class="button button-quiet" href="/">
        <Icon icon={House} />
        {t("entry.home")}
      </a>
    </main>
  );
}
