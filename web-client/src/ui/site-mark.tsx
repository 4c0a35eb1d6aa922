// In which state is a site's connection? A shape for each, so that it reads without colour.
import { Circle, CircleCheck, CircleDashed, CircleDot, CircleX } from "lucide";
import { t } from "../core/i18n";
import type { SiteState, SiteView } from "../protocol";
import { Icon } from "./icon";

const MARKS: Record<SiteState, typeof Circle> = {
  absent: Circle,
  connecting: CircleDashed,
  connected: CircleDot,
  ready: CircleCheck,
  lost: CircleX,
};

export function SiteMark({ site }: { site: SiteView }) {
  return (
    <span class="site-mark" data-state={site.state} title={t(`site.${site.state}`)}>
      <Icon icon={MARKS[site.state]} />
    </span>
  );
}
