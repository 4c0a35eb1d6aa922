// How did the link do in the last two minutes? Loss up above the line, loss down below it.
import { t } from "../core/i18n";
import type { Point } from "./desk";

/** Losses beyond this look alike: very bad. */
const FULL_PERCENT = 10;

export function Sparkline({ points = [], width = 96, height = 22 }: { points?: readonly Point[] | undefined; width?: number; height?: number }) {
  const middle = height / 2;
  const step = width / 119;
  const from = width - (points.length - 1) * step;
  const y = (loss: number) => (Math.min(loss, FULL_PERCENT) / FULL_PERCENT) * (middle - 1);
  const area = (sign: 1 | -1, pick: (point: Point) => number) =>
    points.length < 2
      ? ""
      : `M${from.toFixed(1)} ${middle} ` + points.map((p, i) => `L${(from + i * step).toFixed(1)} ${(middle - sign * y(pick(p))).toFixed(1)}`).join(" ") + ` L${width} ${middle}Z`;
  return (
    <svg class="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t("tech.historyLabel")}>
      <line x1="0" y1={middle} x2={width} y2={middle} />
      <path class="spark-up" d={area(1, (p) => p.up)} />
      <path class="spark-down" d={area(-1, (p) => p.down)} />
    </svg>
  );
}
