// Who is here? The roster in tree order, or a wall of small pictures; states by shape, word and colour.
import { ChevronLeft, ChevronRight, LayoutGrid, List, Mic, MicOff, Search, VideoOff } from "lucide";
import { t } from "../core/i18n";
import type { Slot } from "../core/media/lines";
import { isHere } from "../core/presence";
import type { SiteView } from "../protocol";
import { ids } from "../testids";
import { ActionButton, Key } from "../ui/action-button";
import { Since } from "../ui/clock";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import { rove } from "../ui/rove";
import { SiteMark } from "../ui/site-mark";
import { Empty } from "../ui/states";
import { MOSAIC_FIRST, type Console } from "./console";

export function SitesColumn({ console }: { console: Console }) {
  const { store } = console.briefing;
  const here = store.siteList.value.filter(isHere).length;
  const found = console.found.value;
  return (
    <section class="column sites" data-testid={ids.sites} aria-label={t("chair.sites")}>
      <header class="column-head">
        <h2>
          {t("chair.sites")} <span class="count figures">{t("chair.here", { n: here, of: store.siteList.value.length })}</span>
        </h2>
        <ActionButton id="wall" icon={console.wall.value ? List : LayoutGrid} tone="quiet" />
      </header>
      <label class="search">
        <Icon icon={Search} />
        <input
          id="site-search"
          type="search"
          placeholder={t("chair.searchHint")}
          aria-label={t("chair.search")}
          data-testid={ids.siteSearch}
          value={console.search.value}
          onInput={(event) => (console.search.value = event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        <Key name="/" />
      </label>
      {found.length === 0 ? (
        <Empty icon={Search} title={t(console.search.value ? "chair.notFound" : "chair.noSites")} />
      ) : console.wall.value && console.wallPage.value > 0 ? (
        <Wall console={console} sites={found} />
      ) : (
        <ul class="site-list scroll" role="listbox" aria-label={t("chair.sites")} onKeyDown={rove}>
          <Rows console={console} found={found} />
        </ul>
      )}
    </section>
  );
}

/** Rows that are not found stay, unseen: making 160 of them anew at a key would be felt. */
function Rows({ console, found }: { console: Console; found: SiteView[] }) {
  const shown = new Set(found);
  const others = console.briefing.store.siteList.value.filter((site) => !shown.has(site));
  const first = nothingChosen(console, found) ? found[0] : undefined;
  return (
    <>
      {[...found, ...others].map((site) => (
        <Row key={site.id} console={console} site={site} first={site === first} hidden={!shown.has(site)} />
      ))}
    </>
  );
}

/** The list stays one stop of the Tab key when the chosen site is not among those shown: then its first row is it. */
const nothingChosen = (console: Console, shown: SiteView[]): boolean => !shown.some((site) => site.id === console.selectedSite.value);

function select(console: Console, site: SiteView): void {
  console.selectedSite.value = console.selectedSite.value === site.id ? null : site.id;
  console.selectedRequest.value = null;
}

function Row({ console, site, first, hidden }: { console: Console; site: SiteView; first: boolean; hidden: boolean }) {
  const selected = console.selectedSite.value === site.id;
  return (
    <li
      class="site-row"
      hidden={hidden}
      role="option"
      tabIndex={selected || first ? 0 : -1}
      aria-selected={selected}
      data-testid={ids.siteRow}
      data-site={site.id}
      data-state={site.state}
      data-tally={site.tally}
      onClick={() => select(console, site)}
      onKeyDown={(event) => event.key === "Enter" && select(console, site)}
    >
      <SiteMark site={site} />
      <span class="site-words">
        <strong>{site.name}</strong>
        <span class="dim">
          {t(`site.${site.state}`)} {(site.state === "lost" || site.state === "connecting") && <Since from={site.since} />}
          {site.path.length > 1 && ` · ${site.path.slice(0, -1).at(-1)}`}
        </span>
      </span>
      <Microphone console={console} site={site} />
      <TallyWord site={site} />
    </li>
  );
}

function TallyWord({ site }: { site: SiteView }) {
  if (site.tally === "off") return <span class="tally-word" />;
  return (
    <span class="tally-word" data-tally={site.tally}>
      {t(site.tally === "on_air" ? "tally.short.onAir" : site.tally === "prepare" ? "tally.short.prepare" : "tally.short.watched")}
    </span>
  );
}

/** Heard, open but locked, or closed at the site: three shapes. */
function Microphone({ console, site }: { console: Console; site: SiteView }) {
  const heard = console.briefing.store.programme.value.audible.includes(site.id) && site.microphone;
  const key = heard ? "chair.micHeard" : site.microphone ? "chair.micLocked" : "chair.micClosed";
  return (
    <span class="site-mic" data-mic={heard ? "heard" : site.microphone ? "locked" : "closed"} title={t(key)}>
      <Icon icon={heard ? Mic : MicOff} size="1.1em" />
      <span class="visually-hidden">{t(key)}</span>
    </span>
  );
}

function Wall({ console, sites }: { console: Console; sites: SiteView[] }) {
  const size = console.wallPage.value;
  const firstSlot = MOSAIC_FIRST + console.mosaic.value.length;
  const pages = Math.max(1, Math.ceil(sites.length / size));
  const page = Math.min(console.page.value, pages - 1);
  const shown = sites.slice(page * size, (page + 1) * size);
  const turn = (by: number) => () => (console.page.value = (page + by + pages) % pages);
  return (
    <div class="wall-place">
      <ul class="wall site-list scroll" role="listbox" aria-label={t("chair.sites")} onKeyDown={rove}>
        {shown.map((site, i) => (
          <Tile key={i} console={console} site={site} slot={`thumbnail-${firstSlot + i}`} first={i === 0 && nothingChosen(console, shown)} />
        ))}
      </ul>
      <nav class="pages">
        <button type="button" class="button button-quiet button-icon" aria-label={t("chair.pageBack")} onClick={turn(-1)}>
          <Icon icon={ChevronLeft} />
        </button>
        <span class="figures">{t("chair.page", { n: page + 1, of: pages })}</span>
        <button type="button" class="button button-quiet button-icon" aria-label={t("chair.pageOn")} onClick={turn(1)}>
          <Icon icon={ChevronRight} />
        </button>
      </nav>
    </div>
  );
}

function Tile({ console, site, slot, first }: { console: Console; site: SiteView; slot: Slot; first: boolean }) {
  const selected = console.selectedSite.value === site.id;
  const connected = isHere(site);
  return (
    <li
      class="tile"
      role="option"
      tabIndex={selected || first ? 0 : -1}
      aria-selected={selected}
      data-testid={ids.siteRow}
      data-site={site.id}
      data-state={site.state}
      data-tally={site.tally}
      onClick={() => select(console, site)}
      onKeyDown={(event) => event.key === "Enter" && select(console, site)}
    >
      {connected && site.camera ? (
        <Picture slot={slot} choose={site.id} site={site} badge={<Microphone console={console} site={site} />} />
      ) : (
        <div class="picture tile-off">
          <Icon icon={VideoOff} />
          <span>{t(connected ? "slate.noCamera" : `site.${site.state}`)}</span>
          <div class="picture-label">
            <span class="picture-name">{site.name}</span>
            <Microphone console={console} site={site} />
          </div>
        </div>
      )}
    </li>
  );
}
