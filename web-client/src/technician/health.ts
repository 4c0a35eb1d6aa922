// How healthy is a link? Which cell is out of bounds, which leg is to blame, and for how long.
import { grade, LIMITS, worst, type Grade } from "../core/media/quality";
import { isHere } from "../core/presence";
import type { FlowView, LegView, SiteLink, SiteView } from "../protocol";

export interface Row {
  site: SiteView;
  link: SiteLink | undefined;
  grade: Grade | "lost" | "absent";
}

const RANK = { lost: 0, bad: 1, weak: 2, good: 3, absent: 4 } as const;

/** One row a site; the room device's link counts, not the consoles of its people. */
export function rowsOf(sites: readonly SiteView[], links: ReadonlyMap<string, SiteLink>): Row[] {
  const bySite = new Map<string, SiteLink>();
  for (const link of links.values()) if (link.site !== null && link.kind === "device") bySite.set(link.site, link);
  return sites.map((site) => {
    const link = isHere(site) ? bySite.get(site.id) : undefined;
    return { site, link, grade: gradeOf(site, link) };
  });
}

export function worstFirst(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => RANK[a.grade] - RANK[b.grade] || a.site.order - b.site.order);
}

function gradeOf(site: SiteView, link: SiteLink | undefined): Row["grade"] {
  if (site.state === "lost") return "lost";
  if (!link) return site.state === "absent" || site.state === "connecting" ? "absent" : "good";
  if (link.culprit) return link.culprit.level === "red" ? "bad" : "weak";
  return "good";
}

export const lossGrade = (flow: FlowView, audio: boolean): Grade => grade(flow.loss_percent, audio ? LIMITS.audioLoss : LIMITS.loss);
export const jitterGrade = (leg: LegView): Grade => grade(jitterOf(leg), LIMITS.jitter);
export const roundTripGrade = (link: SiteLink): Grade => grade(link.round_trip_ms ?? 0, LIMITS.roundTrip);

export const kbpsOf = (leg: LegView): number => leg.audio.kbps + leg.video.kbps + leg.content.kbps;
export const jitterOf = (leg: LegView): number => Math.max(leg.audio.jitter_ms, leg.video.jitter_ms, leg.content.jitter_ms);
export const lossOf = (leg: LegView): number => Math.max(leg.audio.loss_percent, leg.video.loss_percent, leg.content.loss_percent);
export const legGrade = (leg: LegView): Grade =>
  worst(lossGrade(leg.audio, true), lossGrade(leg.video, false), lossGrade(leg.content, false), jitterGrade(leg));

/** The largest camera layer received now. */
export function bestLayer(link: SiteLink) {
  return link.layers.filter((layer) => layer.kind === "video").reduce<SiteLink["layers"][number] | undefined>(
    (best, layer) => (best === undefined || layer.height > best.height ? layer : best),
    undefined,
  );
}
