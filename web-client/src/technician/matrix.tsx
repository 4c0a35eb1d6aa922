// How is every link? One row a site, each direction apart; a cell has colour only when it is not healthy.
import { ArrowDownUp, DoorOpen, FlagTriangleRight, MonitorSmartphone, Search, TowerControl } from "lucide";
import { percent, whole } from "../core/format";
import { t } from "../core/i18n";
import type { Grade } from "../core/media/quality";
import type { FlowView, LegView } from "../protocol";
import { ids } from "../testids";
import { ActionButton, Key } from "../ui/action-button";
import { Since } from "../ui/clock";
import { Icon } from "../ui/icon";
import { rove } from "../ui/rove";
import { SiteMark } from "../ui/site-mark";
import { Empty } from "../ui/states";
import { CulpritWords } from "./culprit";
import type { TechnicianDesk } from "./desk";
import { bestLayer, jitterGrade, jitterOf, kbpsOf, lossGrade, roundTripGrade, type Row } from "./health";
import { Sparkline } from "./sparkline";

export function Matrix({ desk }: { desk: TechnicianDesk }) {
  const rows = desk.found.value;
  return (
    <section class="column matrix-place" data-testid={ids.matrix} aria-label={t("tech.matrix")}>
      <Tools desk={desk} />
      <div class="scroll matrix-scroll">
      <table class="matrix" role="grid" onKeyDown={rove}>
        <Head />
        <tbody>
          {rows.map((row, i) => (
            <MatrixRow key={row.site.id} desk={desk} row={row} first={i === 0} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && (
        <Empty icon={TowerControl} title={t(desk.search.value ? "chair.notFound" : "tech.noSites")}>
          {!desk.search.value && t("tech.noSitesAdvice")}
        </Empty>
      )}
      </div>
    </section>
  );
}

function Tools({ desk }: { desk: TechnicianDesk }) {
  return (
    <header class="column-head">
      <label class="search">
        <Icon icon={Search} />
        <input
          id="site-search"
          type="search"
          placeholder={t("chair.searchHint")}
          aria-label={t("chair.search")}
          data-testid={ids.siteSearch}
          value={desk.search.value}
          onInput={(event) => (desk.search.value = event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        />
        <Key name="/" />
      </label>
      <div class="row">
        <ActionButton id="start-test" icon={FlagTriangleRight} />
        <ActionButton id="open-lobby" icon={DoorOpen} tone="primary" />
        <ActionButton id="pair" icon={MonitorSmartphone} />
        <ActionButton id="order" icon={ArrowDownUp} />
      </div>
    </header>
  );
}

function Head() {
  return (
    <thead>
      <tr class="matrix-groups">
        <th colSpan={2}>{t("tech.site")}</th>
        <td />
        <th colSpan={4} class="group">
          ↑ {t("tech.up")}
        </th>
        <td class="group" />
        <th colSpan={4} class="group">
          ↓ {t("tech.down")}
        </th>
        <td class="group" colSpan={3} />
      </tr>
      <tr>
        <th class="wide-cell">{t("tech.name")}</th>
        <th>{t("tech.state")}</th>
        <th class="number">{t("tech.roundTrip")}</th>
        <LegHead />
        <th class="group">{t("tech.picture")}</th>
        <LegHead />
        <th class="group">{t("tech.path")}</th>
        <th class="history-cell">{t("tech.history")}</th>
        <th>{t("tech.culprit")}</th>
      </tr>
    </thead>
  );
}

function LegHead() {
  return (
    <>
      <th class="number group">{t("tech.lossAudio")}</th>
      <th class="number">{t("tech.lossVideo")}</th>
      <th class="number">{t("tech.jitter")}</th>
      <th class="number">{t("tech.kbps")}</th>
    </>
  );
}

function MatrixRow({ desk, row, first }: { desk: TechnicianDesk; row: Row; first: boolean }) {
  const { site, link } = row;
  const selected = desk.selected.value === site.id;
  const select = () => (desk.selected.value = selected ? null : site.id);
  const layer = link && bestLayer(link);
  return (
    <tr
      role="row"
      tabIndex={selected || (desk.selected.value === null && first) ? 0 : -1}
      aria-selected={selected}
      data-testid={ids.matrixRow}
      data-site={site.id}
      data-grade={row.grade}
      onClick={select}
      onKeyDown={(event) => event.key === "Enter" && select()}
    >
      <th scope="row" class="wide-cell">
        {site.name} <span class="code">{site.code}</span>
      </th>
      <td class="state-cell">
        <SiteMark site={site} /> {t(`site.${site.state}`)} {site.state === "lost" && <Since from={site.since} />}
      </td>
      <Cell grade={link ? roundTripGrade(link) : "good"}>{link ? (link.round_trip_ms === null ? "–" : whole(link.round_trip_ms)) : ""}</Cell>
      <Leg leg={link?.up} />
      <td class="group number" title={layer && `${layer.width}×${layer.height}`}>{layer ? `${layer.height}p${layer.fps}` : ""}</td>
      <Leg leg={link?.down} />
      <td class="group path">{link ? link.path.toUpperCase() : ""}</td>
      <td class="history-cell">
        <Sparkline points={desk.history.value.get(site.id)} />
      </td>
      <td class="culprit-cell">
        <CulpritWords own site={site} culprit={link?.culprit ?? null} />
      </td>
    </tr>
  );
}

function Leg({ leg }: { leg: LegView | undefined }) {
  const loss = (flow: FlowView | undefined, audio: boolean) => (flow ? { grade: lossGrade(flow, audio), text: percent(flow.loss_percent) } : EMPTY);
  const audio = loss(leg?.audio, true);
  const video = loss(leg?.video, false);
  return (
    <>
      <Cell grade={audio.grade} group>
        {audio.text}
      </Cell>
      <Cell grade={video.grade}>{video.text}</Cell>
      <Cell grade={leg ? jitterGrade(leg) : "good"}>{leg ? whole(jitterOf(leg)) : ""}</Cell>
      <Cell grade="good">{leg ? whole(kbpsOf(leg)) : ""}</Cell>
    </>
  );
}

const EMPTY = { grade: "good" as Grade, text: "" };

/** The mark repeats the colour for those who do not see it. */
function Cell({ grade, group, children }: { grade: Grade; group?: boolean; children: string }) {
  return (
    <td class={group ? "number group" : "number"} data-grade={grade}>
      {children}
      {grade === "bad" && <span class="cell-mark"> !</span>}
    </td>
  );
}
