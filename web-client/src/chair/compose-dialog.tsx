// Which sites share the screen, or follow one another on it? One list, two ways to show it.
import { LayoutGrid, RefreshCw } from "lucide";
import { useState } from "preact/hooks";
import { t } from "../core/i18n";
import { isHere } from "../core/presence";
import { matches } from "../core/text";
import type { ProgrammeMode, SiteView } from "../protocol";
import { ids } from "../testids";
import { useDesk } from "../ui/context";
import { Dialog } from "../ui/dialogs";
import { Icon } from "../ui/icon";
import { SiteMark } from "../ui/site-mark";
import type { Console } from "./console";

const MOSAIC_MOST = 16;
/** Seconds a site is shown: long enough to see who sits there. */
const INTERVAL = { usual: 9, least: 3, most: 600 };

export function ComposeDialog({ console }: { console: Console }) {
  const { actions } = useDesk();
  const { store } = console.briefing;
  const { mode, hold } = store.programme.value;
  const [chosen, choose] = useState<readonly string[]>(() => (mode.kind === "mosaic" || mode.kind === "tour" ? mode.sites : []));
  const [query, search] = useState("");
  const [interval, setInterval] = useState(mode.kind === "tour" ? mode.interval : INTERVAL.usual);
  const close = () => (console.dialog.value = null);
  const show = async (wanted: ProgrammeMode) => {
    close();
    actions.report(await console.onProgramme({ do: "set_programme", mode: wanted, hold }));
  };
  const all = store.siteList.value;
  const here = all.filter(isHere);
  const found = query === "" ? all : all.filter((site) => matches([site.name, site.code, ...site.path].join(" "), query));
  const toggle = (id: string) => choose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  // In the order of the tree, whatever the order of the clicks.
  const sites = all.map((site) => site.id).filter((id) => chosen.includes(id));
  const fits = sites.length >= 2 && sites.length <= MOSAIC_MOST;
  return (
    <Dialog title={t("compose.title")} testid={ids.composeDialog} wide onClose={close}>
      <div class="compose">
        <input type="search" aria-label={t("compose.find")} placeholder={t("compose.find")} value={query} autofocus onInput={(event) => search(event.currentTarget.value)} />
        <div class="row">
          <button type="button" class="button" onClick={() => choose(here.map((site) => site.id))}>
            {t("compose.all")}
          </button>
          <button type="button" class="button" onClick={() => choose([])}>
            {t("compose.none")}
          </button>
          <strong class="figures compose-count">{t("compose.chosen", { n: sites.length })}</strong>
        </div>
        <ul class="compose-list scroll">
          {found.map((site) => (
            <Choice key={site.id} site={site} checked={chosen.includes(site.id)} toggle={() => toggle(site.id)} />
          ))}
        </ul>
        {!fits && <p class="note">{t(sites.length < 2 ? "compose.tourNeeds" : "compose.mosaicNeeds")}</p>}
        <footer class="dialog-foot">
          <label class="compose-interval">
            <span>{t("compose.interval")}</span>
            <input
              type="number"
              min={INTERVAL.least}
              max={INTERVAL.most}
              value={interval}
              onInput={(event) => setInterval(Math.min(INTERVAL.most, Math.max(INTERVAL.least, event.currentTarget.valueAsNumber || INTERVAL.usual)))}
            />
          </label>
          <button
            type="button"
            class="button"
            data-testid="compose-tour"
            disabled={sites.length < 2}
            onClick={() => void show({ kind: "tour", sites, interval, cursor: 0, paused: false })}
          >
            <Icon icon={RefreshCw} /> {t("compose.tour")}
          </button>
          <button type="button" class={fits ? "button button-air" : "button"} data-testid="compose-mosaic" disabled={!fits} onClick={() => void show({ kind: "mosaic", sites })}>
            <Icon icon={LayoutGrid} /> {t("compose.mosaic")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

function Choice({ site, checked, toggle }: { site: SiteView; checked: boolean; toggle: () => void }) {
  return (
    <li>
      <label class="choice" data-site={site.id}>
        <input type="checkbox" checked={checked} onChange={toggle} />
        <SiteMark site={site} />
        <span>{site.name}</span>
        <span class="dim">{t(`site.${site.state}`)}</span>
      </label>
    </li>
  );
}
