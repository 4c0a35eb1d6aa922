// Who are you? Name and password; the error says what to do and where.
import { useSignal } from "@preact/signals";
import { Eye, EyeOff, LogIn, MonitorSmartphone } from "lucide";
import { useEffect } from "preact/hooks";
import { setAccount } from "../core/account";
import { signIn } from "../core/calls";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Icon } from "../ui/icon";
import { beginTheme, LanguageSwitch, ThemeSwitch } from "../ui/preferences";
import "./admin.css";

export function SignIn({ onDone }: { onDone: () => void }) {
  const problem = useSignal<string | null>(null);
  const busy = useSignal(false);
  const visible = useSignal(false);
  useEffect(() => beginTheme("light"), []);
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    busy.value = true;
    const answer = await signIn(String(data.get("username")).trim(), String(data.get("password")));
    busy.value = false;
    if (!answer.ok) {
      problem.value = answer.error.text || t(answer.error.status === 0 ? "common.offline" : "signIn.failed");
      return;
    }
    const { token, expires_at, user } = answer.value;
    setAccount({ kind: "user", token, expiresAt: expires_at, name: user.name });
    onDone();
  };
  return (
    <main class="sign-in" data-testid={ids.signIn}>
      <form
        class="sign-in-card panel fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <header class="sign-in-head">
          <img src="/favicon.svg" alt="" width="48" height="48" />
          <h1>{t("app.name")}</h1>
          <p class="dim">{t("app.claim")}</p>
        </header>
        <label class="field">
          <span>{t("signIn.username")}</span>
          <input name="username" autocomplete="username" autocapitalize="none" required autofocus data-testid={ids.username} />
        </label>
        <label class="field">
          <span>{t("signIn.password")}</span>
          <span class="with-button">
            <input name="password" type={(visible.value ? "text" : "password") as "password"} autocomplete="current-password" required data-testid={ids.password} />
            <button
              type="button"
              class="button button-quiet button-icon"
              aria-label={t(visible.value ? "signIn.hide" : "signIn.show")}
              onClick={() => (visible.value = !visible.value)}
            >
              <Icon icon={visible.value ? EyeOff : Eye} />
            </button>
          </span>
        </label>
        <p class="field-problem" role="alert" data-testid={ids.signInError}>
          {problem.value}
        </p>
        <button class="button button-primary button-large" aria-busy={busy.value} disabled={busy.value} data-testid={ids.signInSubmit}>
          <Icon icon={LogIn} />
          {t("signIn.submit")}
        </button>
        <a class="button button-quiet" href="/pair">
          <Icon icon={MonitorSmartphone} />
          {t("signIn.pair")}
        </a>
      </form>
      <footer class="row">
        <LanguageSwitch />
        <ThemeSwitch />
      </footer>
    </main>
  );
}
