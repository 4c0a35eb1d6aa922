// What is known of one site? Its picture, every flow in both directions, its layers, and whom to call.
import { MousePointerClick, Phone, X } from "lucide";
import { percent, whole } from "../core/format";
import { t } from "../core/i18n";
import type { LegView, SiteLink, SiteView } from "../protocol";
import { ids } from "../testids";
import { Icon } from "../ui/icon";
import { Picture } from "../ui/picture";
import { SiteMark } from "../ui/site-mark";
import { Empty } from "../ui/states";
import { CulpritWords } from "./culprit";
import type { TechnicianDesk } from "./desk";
import { lossGrade } from "./health";
import { Sparkline } from "./sparkline";

export function Detail({ desk }: { desk: TechnicianDesk }) {
  const row = desk.rows.value.find(({ site }) => site.id === desk.selected.value);
  return (
    <section class="column detail" data-testid={ids.detail} aria-label={t("tech.detail")}>
      {row ? (
        <Site desk={desk} site={row.site} link={row.link} />
      ) : (
        <Empty icon={MousePointerClick} title={t("tech.chooseSite")}>
          {t("tech.chooseSiteAdvice")}
        </Empty>
      )}
    </section>
  );
}

function Site({ desk, site, link }: { desk: TechnicianDesk; site: SiteView; link: SiteLink | undefined }) {
  return (
    <div class="detail-body scroll">
      <header class="column-head">
        <h2>
          <SiteMark site={site} /> {site.name}
        </h2>
        <button type="button" class="button button-quiet button-icon" aria-label={t("common.close")} onClick={() => (desk.selected.value = null)}>
          <Icon icon={X} />
        </button>
      </header>
      <Picture slot="thumbnail-0" choose={site.id} site={site} />
      <p>
        <CulpritWords site={site} culprit={link?.culprit ?? null} />
      </p>
      <dl class="figures-list">
        <Line name={t("tech.unit")} value={site.path.join(" › ")} />
        <Line name={t("tech.state")} value={t(`site.${site.state}`)} />
        <Line name={t("tech.devices")} value={[site.camera && t("device.camera"), site.microphone && t("device.microphone"), site.content && t("chair.content")].filter(Boolean).join(", ") || "–"} />
        <Line name={t("tech.remote")} value={link ? `${link.remote} (${link.path.toUpperCase()})` : "–"} />
        <Line name={t("tech.available")} value={link?.available_kbps == null ? "–" : t("tech.availableFigures", { kbps: whole(link.available_kbps), queue: whole(link.queue_ms) })} />
      </dl>
      {site.phone && (
        <p class="phone">
          <Icon icon={Phone} /> <strong class="figures">{site.phone}</strong>
        </p>
      )}
      {link && <Flows link={link} />}
      {link && link.pictures.length > 0 && <Pictures link={link} />}
      {link && link.layers.length > 0 && <Layers link={link} />}
      <h3>{t("tech.history")}</h3>
      <Sparkline points={desk.history.value.get(site.id)} width={320} height={56} />
    </div>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

const MEDIA = ["audio", "video", "content"] as const;

function Flows({ link }: { link: SiteLink }) {
  return (
    <table class="small-table">
      <thead>
        <tr>
          <th>{t("tech.flow")}</th>
          <th class="number">{t("tech.kbps")}</th>
          <th class="number">{t("tech.loss")}</th>
          <th class="number">{t("tech.jitter")}</th>
        </tr>
      </thead>
      <tbody>
        {(["up", "down"] as const).flatMap((direction) => MEDIA.map((medium) => <Flow key={direction + medium} direction={direction} medium={medium} leg={link[direction]} />))}
      </tbody>
    </table>
  );
}

function Flow({ direction, medium, leg }: { direction: "up" | "down"; medium: (typeof MEDIA)[number]; leg: LegView }) {
  const flow = leg[medium];
  return (
    <tr>
      <th scope="row">
        {direction === "up" ? "↑" : "↓"} {t(`medium.${medium}`)}
      </th>
      <td class="number">{whole(flow.kbps)}</td>
      <td class="number" data-grade={lossGrade(flow, medium === "audio")}>
        {percent(flow.loss_percent)}
      </td>
      <td class="number">{whole(flow.jitter_ms)}</td>
    </tr>
  );
}

/** What the site is sent, and why not more: the link's own limit is told apart from what nobody sends or draws. */
function Pictures({ link }: { link: SiteLink }) {
  return (
    <table class="small-table">
      <thead>
        <tr>
          <th>{t("tech.sent")}</th>
          <th class="number">{t("tech.height")}</th>
          <th>{t("tech.reason")}</th>
        </tr>
      </thead>
      <tbody>
        {link.pictures.map((picture, index) => (
          <tr key={picture.slot + index}>
            <th scope="row">{t(`slot.${picture.slot}` as "slot.programme")}</th>
            <td class="number" data-grade={picture.reason === "link" ? (picture.height === 0 ? "bad" : "weak") : "good"}>
              {picture.height === 0 ? t("tech.none") : `${picture.height} / ${picture.wanted}`}
            </td>
            <td>{t(`rung.${picture.reason}` as "rung.link")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Layers({ link }: { link: SiteLink }) {
  return (
    <table class="small-table">
      <thead>
        <tr>
          <th>{t("tech.layer")}</th>
          <th class="number">{t("tech.size")}</th>
          <th class="number">{t("tech.fps")}</th>
          <th class="number">{t("tech.kbps")}</th>
        </tr>
      </thead>
      <tbody>
        {link.layers.map((layer) => (
          <tr key={layer.kind + layer.rid}>
            <th scope="row">{[t(layer.kind === "content" ? "medium.content" : "medium.video"), layer.rid].filter(Boolean).join(" ")}</th>
            <td class="number">{`${layer.width}×${layer.height}`}</td>
            <td class="number">{layer.fps}</td>
            <td class="number">{whole(layer.kbps)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
