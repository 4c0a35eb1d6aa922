// Is a site here, as far as signaling knows?
import type { SiteView } from "../protocol";

export const isHere = ({ state }: Pick<SiteView, "state">): boolean => state === "connected" || state === "ready";
