// What lies over the points of the map: the numbers of the groups, the lasso, the crosshair, the ring around an event.

import type { Inks } from "../drawing/inks.ts";
import type { Group } from "./looks.ts";
import { matchPixels } from "./scatter-protocol.ts";
import { toScreen } from "../drawing/view.ts";
import type { Point, View } from "../drawing/view.ts";

/** More numbers than this would cover each other. */
const MOST_NUMBERS = 60;
const GAP_PX = 9;
const HALF_HIGH_PX = 9;

export interface Overlay {
  readonly groups: readonly Group[];
  readonly middles: ReadonlyMap<number, Point>;
  /** In map units. */
  readonly lasso: readonly Point[];
  readonly ringAt: Point | null;
  readonly chosenAt: Point | null;
  /** In pixels; shown while the map is used by keyboard. */
  readonly crosshair: Point | null;
  readonly radius: number;
}

/** Draw all of it anew. */
export function drawOverlay(canvas: HTMLCanvasElement, view: View, overlay: Overlay, inks: Inks): void {
  const ratio = matchPixels(canvas, view.width, view.height);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  drawNumbers(context, view, overlay, inks);
  drawLasso(context, view, overlay.lasso, inks);
  for (const [at, width] of [
    [overlay.chosenAt, 3],
    [overlay.ringAt, 2],
  ] as const) {
    if (at !== null) drawRing(context, toScreen(view, at[0], at[1]), overlay.radius + 4, width, inks);
  }
  if (overlay.crosshair !== null) drawCrosshair(context, overlay.crosshair, inks);
}

function drawNumbers(context: CanvasRenderingContext2D, view: View, overlay: Overlay, inks: Inks): void {
  context.font = `650 13px ${inks.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const taken: [x: number, y: number, half: number][] = [];
  for (const group of overlay.groups.slice(0, MOST_NUMBERS)) {
    const middle = overlay.middles.get(group.number);
    if (group.number === 0 || middle === undefined) continue;
    const text = shorten(group.name);
    const [across, down] = toScreen(view, middle[0], middle[1]);
    if (across < 0 || across > view.width || down < 0 || down > view.height) continue;
    const half = context.measureText(text).width / 2 + 4;
    const [x, y] = nameAt([across, down - overlay.radius - GAP_PX], half, view);
    // The biggest groups come first; a number that would cover another waits until one zooms in.
    if (taken.some(([tx, ty, th]) => Math.abs(tx - x) < th + half && Math.abs(ty - y) < 16)) continue;
    taken.push([x, y, half]);
    context.lineWidth = 4;
    context.strokeStyle = inks.paper;
    context.strokeText(text, x, y);
    context.fillStyle = inks.ink;
    context.fillText(text, x, y);
  }
}

/** Where the middle of a name is drawn, so that the edges of the map do not cut it off; `half` is half of its width. */
export function nameAt([x, y]: Point, half: number, { width }: Pick<View, "width">): Point {
  return [Math.max(half, Math.min(width - half, x)), Math.max(HALF_HIGH_PX, y)];
}

function shorten(name: string): string {
  const short = name.replace(/^Category /, "");
  return short.length > 18 ? `${short.slice(0, 17)}…` : short;
}

function drawLasso(context: CanvasRenderingContext2D, view: View, lasso: readonly Point[], inks: Inks): void {
  if (lasso.length === 0) return;
  context.beginPath();
  lasso.forEach(([x, y], place) => {
    const [left, top] = toScreen(view, x, y);
    if (place === 0) context.moveTo(left, top);
    else context.lineTo(left, top);
  });
  context.closePath();
  context.globalAlpha = 0.14;
  context.fillStyle = inks.accent;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.strokeStyle = inks.accent;
  context.setLineDash([6, 4]);
  context.stroke();
  context.setLineDash([]);
  for (const [x, y] of lasso.length < 40 ? lasso : []) {
    const [left, top] = toScreen(view, x, y);
    context.fillStyle = inks.accent;
    context.fillRect(left - 2.5, top - 2.5, 5, 5);
  }
}

function drawRing(context: CanvasRenderingContext2D, [x, y]: Point, radius: number, width: number, inks: Inks): void {
  for (const [wide, color] of [
    [width + 3, inks.paper],
    [width, inks.ink],
  ] as const) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.lineWidth = wide;
    context.strokeStyle = color;
    context.stroke();
  }
}

function drawCrosshair(context: CanvasRenderingContext2D, [x, y]: Point, inks: Inks): void {
  for (const [wide, color] of [
    [4, inks.paper],
    [1.5, inks.ink],
  ] as const) {
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      context.moveTo(x + 5 * dx, y + 5 * dy);
      context.lineTo(x + 15 * dx, y + 15 * dy);
    }
    context.lineWidth = wide;
    context.strokeStyle = color;
    context.stroke();
  }
}
