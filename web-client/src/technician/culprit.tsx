// Which leg is to blame? One sentence: direction, measure, site, since when.
import { t, type Key } from "../core/i18n";
import type { Culprit, SiteView } from "../protocol";
import { ids } from "../testids";
import { Since } from "../ui/clock";

const MEASURES: Record<string, Key> = { loss: "measure.loss", round_trip: "measure.roundTrip", jitter: "measure.jitter" };

export function CulpritWords({ site, culprit }: { site: SiteView; culprit: Culprit | null }) {
  if (site.state === "lost")
    return (
      <span class="culprit" data-level="red" data-testid={ids.culprit}>
        {t("culprit.lost", { site: site.name })} <Since from={site.since} />
      </span>
    );
  if (!culprit) return null;
  return (
    <span class="culprit" data-level={culprit.level} data-direction={culprit.direction} data-testid={ids.culprit}>
      {t(culprit.direction === "up" ? "culprit.up" : "culprit.down", { site: site.name })}: {t(MEASURES[culprit.measure] ?? "measure.loss")},{" "}
      <Since from={culprit.since} />
    </span>
  );
}
