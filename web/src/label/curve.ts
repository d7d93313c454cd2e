// How sure the names are after each answer, as a small picture that grows.

import { svg } from "../parts/dom.ts";
import type { CurvePoint } from "../server/api.ts";
import { counted, estimated, percent } from "../parts/wording.ts";

const WIDTH = 320;
const HEIGHT = 150;
const LEFT = 40;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 26;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Places of the points; the axis of answers reaches at least to ten. */
export function curvePlaces(points: readonly CurvePoint[]): Place[] {
  const most = Math.max(10, ...points.map((point) => point.n_labels));
  return points.map(({ n_labels, estimate }) => ({ x: xOf(n_labels, most), y: yOf(estimate) }));
}

/** Draw the curve; the newest point is marked. */
export function curve(points: readonly CurvePoint[]): SVGSVGElement {
  const places = curvePlaces(points);
  const most = Math.max(10, ...points.map((point) => point.n_labels));
  const newest = points.at(-1);
  const says =
    newest === undefined
      ? "No estimate yet."
      : `${estimated(newest.estimate)} of all events have the right name after ${counted(newest.n_labels, "answer")}.`;
  const last = places.at(-1);
  return svg(
    "svg",
    { class: "curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": says },
    [0, 0.25, 0.5, 0.75, 1].map((level) => levelLine(level)),
    countLabels(most).map((n) => svg("text", { x: xOf(n, most), y: HEIGHT - 8, "text-anchor": "middle" }, n)),
    places.length > 1 &&
      svg("polyline", {
        class: "curve-line",
        points: places.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "),
      }),
    last && svg("circle", { class: "curve-now", cx: last.x, cy: last.y, r: 4.5 }),
  );
}

function levelLine(level: number): SVGElement[] {
  const y = yOf(level);
  return [
    svg("line", { class: "curve-level", x1: LEFT, x2: WIDTH - RIGHT, y1: y, y2: y }),
    svg("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" }, percent(level)),
  ];
}

/** Round numbers of answers to write under the curve. */
export function countLabels(most: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => most / one <= 6) ?? 5000;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, place) => place * step);
}

function xOf(n: number, most: number): number {
  return LEFT + (n / most) * (WIDTH - LEFT - RIGHT);
}

function yOf(estimate: number): number {
  return HEIGHT - BOTTOM - Math.min(Math.max(estimate, 0), 1) * (HEIGHT - TOP - BOTTOM);
}
