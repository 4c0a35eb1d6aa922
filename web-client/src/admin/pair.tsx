// How does a room device get its site? It shows a short code; a technician confirms it; it signs in by itself
// from then on.
import { signal } from "@preact/signals";
import { CircleCheck, Clock } from "lucide";
import { useEffect } from "preact/hooks";
import { device, setDevice } from "../core/account";
import { beginPairing, pairing } from "../core/calls";
import { tick } from "../core/clock";
import { span } from "../core/format";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Icon } from "../ui/icon";
import { beginTheme, LanguageSwitch } from "../ui/preferences";
import { Failure, Waiting } from "../ui/states";
import "./admin.css";

/** The technician is on the telephone; two seconds feel immediate and cost nothing. */
const ASK_MS = 2_000;

type State =
  | { kind: "asking" }
  | { kind: "waiting"; id: string; code: string; secret: string; expiresAt: number }
  | { kind: "expired" }
  | { kind: "done"; site: string }
  | { kind: "failed"; text: string };

const state = signal<State>({ kind: "asking" });

export default function Pair() {
  useEffect(() => {
    beginTheme("dark");
    if (device.peek()) state.value = { kind: "done", site: device.peek()!.siteName };
    else void begin();
    const timer = setInterval(() => void ask(), ASK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="centre pair" data-testid={ids.pair} data-state={state.value.kind}>
      <header class="pair-head">
        <img src="/favicon.svg" alt="" width="40" height="40" />
        <h1>{t("app.name")}</h1>
      </header>
      <Body />
      <footer class="row">
        <a class="button button-quiet" href="/">
          {t("entry.home")}
        </a>
        <LanguageSwitch />
      </footer>
    </main>
  );
}

async function begin(): Promise<void> {
  state.value = { kind: "asking" };
  const answer = await beginPairing(navigator.platform || "browser");
  if (!answer.ok) state.value = { kind: "failed", text: answer.error.text || t("common.offline") };
  else {
    const { id, code, secret, expires_at } = answer.value;
    state.value = { kind: "waiting", id, code, secret, expiresAt: expires_at };
  }
}

async function ask(): Promise<void> {
  const now = state.peek();
  if (now.kind !== "waiting") return;
  const answer = await pairing(now.id, now.secret);
  if (!answer.ok || state.peek() !== now) return;
  const { state: result, device_token, site } = answer.value;
  if (result === "expired") state.value = { kind: "expired" };
  if (result !== "confirmed" || !device_token) return;
  const siteName = site?.name ?? "";
  setDevice({ deviceToken: device_token, siteName });
  state.value = { kind: "done", site: siteName };
}

function Body() {
  const now = state.value;
  switch (now.kind) {
    case "asking":
      return <Waiting what={t("pair.asking")} />;
    case "failed":
      return <Failure title={t("pair.failed")} advice={now.text} retry={() => void begin()} />;
    case "expired":
      return (
        <div class="empty">
          <Icon icon={Clock} size="2em" />
          <strong>{t("pair.expired")}</strong>
          <button type="button" class="button button-primary" autofocus onClick={() => void begin()}>
            {t("pair.again")}
          </button>
        </div>
      );
    case "done":
      return (
        <div class="empty" data-testid={ids.pairDone}>
          <Icon icon={CircleCheck} size="3em" />
          <strong class="pair-site">{now.site}</strong>
          <span>{t("pair.done")}</span>
          <div class="row">
            <a class="button button-primary button-large" href="/" autofocus>
              {t("pair.toBriefings")}
            </a>
            <button type="button" class="button button-quiet" onClick={() => (setDevice(null), void begin())}>
              {t("pair.forget")}
            </button>
          </div>
        </div>
      );
    case "waiting":
      return <Code code={now.code} expiresAt={now.expiresAt} />;
  }
}

function Code({ code, expiresAt }: { code: string; expiresAt: number }) {
  tick.value;
  const left = expiresAt - Date.now();
  return (
    <section class="pair-code-place" aria-live="polite">
      <p>{t("pair.read")}</p>
      <p class="pair-code" data-testid={ids.pairCode} data-code={code} aria-label={code.split("").join(" ")}>
        {code.split("").map((letter, i) => (
          <span key={i}>{letter}</span>
        ))}
      </p>
      <p class="dim">{t("pair.steps")}</p>
      <p class="dim figures">{left > 0 ? t("pair.validFor", { span: span(left) }) : t("pair.expired")}</p>
    </section>
  );
}
