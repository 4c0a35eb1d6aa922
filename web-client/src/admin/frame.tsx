// What surrounds the pages of administration? The name, where one can go, and who is signed in.
import { Building, CalendarDays, House, LogOut } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { account, setAccount } from "../core/account";
import { signOut } from "../core/calls";
import { t } from "../core/i18n";
import type { Action } from "../protocol";
import { ids } from "../testids";
import { Icon } from "../ui/icon";
import { beginTheme, LanguageSwitch, ThemeSwitch } from "../ui/preferences";
import "./admin.css";

interface Props {
  here: "home" | "schedule" | "directory";
  may: readonly Action[];
  testid: string;
  children: ComponentChildren;
}

export function Frame({ here, may, testid, children }: Props) {
  useEffect(() => beginTheme("light"), []);
  const leave = async () => {
    await signOut();
    setAccount(null);
    location.assign("/");
  };
  return (
    <div class="admin" data-testid={testid}>
      <header class="admin-bar">
        <a class="brand" href="/">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          <strong>{t("app.name")}</strong>
        </a>
        <nav aria-label={t("admin.pages")}>
          <Link href="/" icon={House} text={t("admin.home")} current={here === "home"} />
          {may.includes("edit_schedule") && <Link href="/schedule" icon={CalendarDays} text={t("admin.schedule")} current={here === "schedule"} />}
          {may.includes("edit_directory") && <Link href="/directory" icon={Building} text={t("admin.directory")} current={here === "directory"} />}
        </nav>
        <div class="admin-tools">
          <LanguageSwitch />
          <ThemeSwitch />
          {account.value && (
            <>
              <span class="dim">{account.value.name}</span>
              <button type="button" class="button button-quiet" data-testid={ids.signOut} onClick={() => void leave()}>
                <Icon icon={LogOut} />
                {t("admin.signOut")}
              </button>
            </>
          )}
        </div>
      </header>
      <main class="admin-body">{children}</main>
    </div>
  );
}

function Link({ href, icon, text, current }: { href: string; icon: typeof House; text: string; current: boolean }) {
  return (
    <a href={href} class="admin-link" aria-current={current ? "page" : undefined}>
      <Icon icon={icon} />
      {text}
    </a>
  );
}
