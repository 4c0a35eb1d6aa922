// Which leg is to blame? One sentence: direction, measure, site, since when. In a row of its own the site is not said again.
import { t, type Key } from "../core/i18n";
import type { Culprit, SiteView } from "../protocol";
import { ids } from "../testids";
import { Since } from "../ui/clock";

const MEASURES: Record<string, Key> = { loss: "measure.loss", round_trip: "measure.roundTrip", jitter: "measure.jitter" };
const LEGS: Record<string, { said: Key; own: Key }> = {
  up: { said: "culprit.up", own: "culprit.ownUp" },
  down: { said: "culprit.down", own: "culprit.ownDown" },
  lost: { said: "culprit.lost", own: "culprit.ownLost" },
};

export function CulpritWords({ site, culprit, own = false }: { site: SiteView; culprit: Culprit | null; own?: boolean }) {
  const leg = (direction: string) => t(LEGS[direction]![own ? "own" : "said"], { site: site.name });
  if (site.state === "lost")
    return (
      <span class="culprit" data-level="red" data-testid={ids.culprit}>
        {leg("lost")} <Since from={site.since} />
      </span>
    );
  if (!culprit) return null;
  return (
    <span class="culprit" data-level={culprit.level} data-direction={culprit.direction} data-testid={ids.culprit}>
      {leg(culprit.direction)}: {t(MEASURES[culprit.measure] ?? "measure.loss")}, <Since from={culprit.since} />
    </span>
  );
}
