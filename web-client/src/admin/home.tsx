// What does this person or room have to do today? Sign-in when nobody is; else today's briefings.
import { signal, useSignal } from "@preact/signals";
import { CalendarDays, DoorOpen, Gavel, MonitorSmartphone, Radio } from "lucide";
import { useEffect } from "preact/hooks";
import { account, device, handedToken, isValid, setAccount } from "../core/account";
import { me, sites, todaysBriefings, type BriefingSummary, type MeAnswer } from "../core/calls";
import { call, type Answer } from "../core/api";
import { date, hourTime, weekday } from "../core/format";
import { language, t } from "../core/i18n";
import { roomToken } from "../core/tokens";
import { ids } from "../testids";
import { Icon } from "../ui/icon";
import { PairDialog } from "../ui/pair-dialog";
import { Empty, Failure, Waiting } from "../ui/states";
import { Frame } from "./frame";
import { useLoaded } from "./loaded";
import { SignIn } from "./sign-in";

/** The list is asked for again this often; a room waits on this page all day. */
const REFRESH_MS = 15_000;

const signedIn = signal(isValid(account.peek()) || device.peek() !== null || handedToken() !== null);

export default function Home() {
  useEffect(() => {
    // A paired room comes back by itself after its sign-in has ended.
    if (signedIn.peek() && wantedPage()) arrived();
  }, []);
  if (!signedIn.value) return <SignIn onDone={arrived} />;
  return <Today />;
}

function arrived(): void {
  const next = wantedPage();
  if (next) location.replace(next);
  else signedIn.value = true;
}

/** Where the person wanted to go; only a path of our own, because an address from outside must not lead away. */
function wantedPage(): string | null {
  const next = new URLSearchParams(location.search).get("next");
  return next?.startsWith("/") && !next.startsWith("//") ? next : null;
}

interface Data {
  me: MeAnswer;
  briefings: BriefingSummary[];
}

async function load(): Promise<Answer<Data>> {
  const token = handedToken() ?? (await roomToken().catch(() => undefined));
  const who = await me(token);
  if (!who.ok) return who;
  const list = token ? await call<BriefingSummary[]>("GET", "/briefings?today=1", undefined, token) : await todaysBriefings();
  return list.ok ? { ok: true, value: { me: who.value, briefings: list.value } } : list;
}

function Today() {
  const [data, again] = useLoaded(load);
  useEffect(() => {
    const timer = setInterval(again, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const state = data.value;
  if (state.kind === "failed" && state.error.status === 401) {
    setAccount(null);
    return <SignIn onDone={() => (arrived(), again())} />;
  }
  const may = state.kind === "ready" ? state.value.me.may : [];
  return (
    <Frame here="home" may={may} testid={ids.home}>
      <header class="page-head">
        <div>
          <h1>{t("home.title")}</h1>
          <p class="dim">
            {weekday(Date.now(), language.value)}, {date(Date.now())}
          </p>
        </div>
        <div class="row">
          {may.includes("pair_devices") && <PairButton />}
          {may.includes("edit_schedule") && (
            <a class="button button-primary" href="/schedule">
              <Icon icon={CalendarDays} />
              {t("home.plan")}
            </a>
          )}
        </div>
      </header>
      {state.kind === "waiting" && <Waiting what={t("home.loading")} />}
      {state.kind === "failed" && <Failure title={t("home.failed")} advice={state.error.text || t("common.offline")} retry={again} />}
      {state.kind === "ready" && <List data={state.value} />}
    </Frame>
  );
}

/** A technician pairs room devices the day before, when no briefing runs. */
function PairButton() {
  const open = useSignal(false);
  const [list] = useLoaded(sites);
  return (
    <>
      <button type="button" class="button" onClick={() => (open.value = true)}>
        <Icon icon={MonitorSmartphone} />
        {t("tech.pair")}
      </button>
      {open.value && <PairDialog sites={list.value.kind === "ready" ? list.value.value : []} onClose={() => (open.value = false)} />}
    </>
  );
}

function List({ data }: { data: Data }) {
  const { briefings } = data;
  if (briefings.length === 0)
    return (
      <Empty icon={CalendarDays} title={t("home.none")}>
        {t("home.noneAdvice")}
      </Empty>
    );
  return (
    <ul class="cards">
      {[...briefings]
        .sort((a, b) => a.starts_at - b.starts_at)
        .map((briefing) => (
          <Card key={briefing.id} briefing={briefing} me={data.me} />
        ))}
    </ul>
  );
}

function Card({ briefing, me: who }: { briefing: BriefingSummary; me: MeAnswer }) {
  const isDevice = who.kind === "device";
  return (
    <li class="card panel" data-testid={ids.homeBriefing} data-briefing={briefing.id} data-state={briefing.state}>
      <div class="card-time figures">
        <strong>{hourTime(briefing.starts_at)}</strong>
        <span class="dim">{hourTime(briefing.ends_at)}</span>
      </div>
      <div class="card-words">
        <h2>{briefing.title}</h2>
        <p class="dim">{[briefing.place, t("home.expected", { n: briefing.expected })].filter(Boolean).join(" · ")}</p>
        <span class="session-state" data-state={briefing.state}>
          {t(`session.${briefing.state}`)}
        </span>
      </div>
      <div class="card-actions">
        {isDevice && (
          <a class="button button-primary button-large" href={`/room/${briefing.id}`} data-testid={ids.openRoom}>
            <Icon icon={DoorOpen} />
            {t("home.room")}
          </a>
        )}
        {!isDevice && (
          <a class="button button-primary" href={`/chair/${briefing.id}`} data-testid={ids.openChair}>
            <Icon icon={Gavel} />
            {t("home.chair")}
          </a>
        )}
        {!isDevice && who.may.includes("see_links") && (
          <a class="button" href={`/technician/${briefing.id}`} data-testid={ids.openTechnician}>
            <Icon icon={Radio} />
            {t("home.technician")}
          </a>
        )}
      </div>
    </li>
  );
}
