// How do several sites share the screen? Equal tiles in reading order, each with its name; the own site shows its
// own camera, because nobody is sent its own picture.
import type { ComponentChildren } from "preact";
import { t } from "../core/i18n";
import type { Slot } from "../core/media/lines";
import { ids } from "../testids";
import { useBriefing } from "./context";
import { Picture } from "./picture";

interface Props {
  sites: readonly string[];
  /** Thumbnail line of the first tile. */
  first: number;
  /** Drawn in the place of the own site. */
  own?: ComponentChildren;
}

export function Mosaic({ sites, first, own }: Props) {
  const { store } = useBriefing();
  const { site: me } = store.me.value;
  return (
    <div class="mosaic" role="group" data-testid={ids.mosaic} data-columns={columnsOf(sites.length)} aria-label={t("compose.tile", { n: sites.length })}>
      {sites.map((site, i) =>
        site === me && own ? (
          <div class="mosaic-own" key={site}>
            {own}
          </div>
        ) : (
          <Picture key={site} slot={`thumbnail-${first + i}` satisfies Slot} choose={site} site={store.site(site)} />
        ),
      )}
    </div>
  );
}

/** The squarest grid that holds them; tiles keep the shape of the screen. */
export const columnsOf = (count: number): number => Math.ceil(Math.sqrt(count));
