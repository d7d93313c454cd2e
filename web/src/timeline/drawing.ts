// Draws a stretch of a recording: parse tree, categories, spectrogram with its events, times.

import type { ShownEvent } from "../server/api.ts";
import { colorOf, inkOn } from "../drawing/colors.ts";
import type { Inks } from "../drawing/inks.ts";
import { HANDLE_PX, handleLeft } from "./edges.ts";
import type { Edge } from "./edges.ts";
import { coarser } from "./tiles.ts";
import type { Tile } from "./tiles.ts";
import { roundStep, ticks, xOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import { frequency } from "../parts/wording.ts";

export interface Span {
  readonly onset_s: number;
  readonly offset_s: number;
}

/** Heights in CSS pixels, from the top. */
export interface Rows {
  readonly tree: number;
  readonly lane: number;
  readonly picture: number;
  readonly axis: number;
}

export interface Picture {
  readonly view: TimeView;
  readonly rows: Rows;
  readonly duration_s: number;
  readonly high_hz: number;
  readonly tiles: readonly Tile[];
  readonly pictureOf: (tile: Tile) => CanvasImageSource | null;
  readonly events: readonly ShownEvent[];
  readonly chosen: number | null;
  readonly selection: Span | null;
  /** Where the chosen event begins and ends to the person, with handles; null for none. */
  readonly edges: Span | null;
  /** Where the cursor stands, and where the sound is. */
  readonly cursor_s: number;
  readonly heard_s: number | null;
  readonly hint: string;
}

const NIGHT = "#000004";
const MARK = "#ffffff";
const LEAST_TEXT_PX = 16;
const LEAST_STEP_PX = 60;

type Context = CanvasRenderingContext2D;

export function drawPicture(context: Context, picture: Picture, inks: Inks): void {
  const { view, rows } = picture;
  const top = rows.tree + rows.lane;
  context.fillStyle = NIGHT;
  context.fillRect(0, top, view.width, rows.picture);
  for (const tile of picture.tiles) drawTile(context, tile, picture, top);
  drawBeyond(context, picture, top, inks);
  for (const event of picture.events) drawEvent(context, event, picture, top);
  for (const event of picture.events) drawChip(context, event, picture, inks);
  drawFrequencies(context, picture, top, inks);
  drawTimes(context, picture, inks);
  drawSelection(context, picture, top);
  if (picture.edges !== null) drawEdges(context, picture.edges, picture, top, inks);
  drawMark(context, xOf(view, picture.cursor_s), picture, [4, 4]);
  if (picture.heard_s !== null) drawMark(context, xOf(view, picture.heard_s), picture, []);
  if (picture.hint !== "") drawHint(context, picture, top, inks);
}

// A piece that is not there yet is cut out of a coarser one.
function drawTile(context: Context, tile: Tile, { view, rows, pictureOf }: Picture, top: number): void {
  const [left, right] = [xOf(view, tile.from_s), xOf(view, tile.to_s)];
  for (const source of [tile, ...coarser(tile)]) {
    const image = pictureOf(source);
    if (image === null) continue;
    const { width, height } = image as HTMLImageElement;
    const share = (at_s: number): number => ((at_s - source.from_s) / (source.to_s - source.from_s)) * width;
    const from = share(tile.from_s);
    context.drawImage(image, from, 0, share(tile.to_s) - from, height, left, top, right - left, rows.picture);
    return;
  }
}

// What lies before the beginning or behind the end is paper, not silence.
function drawBeyond(context: Context, { view, rows, duration_s }: Picture, top: number, inks: Inks): void {
  const end = xOf(view, duration_s);
  if (end >= view.width) return;
  context.fillStyle = inks.paper;
  context.fillRect(end, top, view.width - end, rows.picture);
}

function drawEvent(context: Context, event: ShownEvent, picture: Picture, top: number): void {
  const { view, rows, high_hz } = picture;
  const left = xOf(view, event.onset_s);
  const width = Math.max(xOf(view, event.offset_s) - left, 2);
  if (left > view.width || left + width < 0) return;
  const y = (hz: number): number => top + rows.picture * (1 - Math.min(hz / high_hz, 1));
  const [upper, lower] = [y(event.high_hz), y(event.low_hz)];
  const isChosen = event.id === picture.chosen;
  context.strokeStyle = isChosen ? MARK : colorOf(event.category);
  context.lineWidth = isChosen ? 2.5 : 1.5;
  context.strokeRect(left, upper, width, Math.max(lower - upper, 3));
}

/** The category above an event, by color and by number or name. */
function drawChip(context: Context, event: ShownEvent, { view, rows, chosen }: Picture, inks: Inks): void {
  const left = xOf(view, event.onset_s);
  const width = Math.max(xOf(view, event.offset_s) - left, 3);
  if (left > view.width || left + width < 0) return;
  const color = colorOf(event.category);
  context.fillStyle = color;
  context.fillRect(left, rows.tree + 3, width, rows.lane - 6);
  if (event.id === chosen) {
    context.strokeStyle = inks.ink;
    context.lineWidth = 2;
    context.strokeRect(left, rows.tree + 3, width, rows.lane - 6);
  }
  if (width < LEAST_TEXT_PX) return;
  context.save();
  context.beginPath();
  context.rect(left, rows.tree, width, rows.lane);
  context.clip();
  context.fillStyle = inkOn(color);
  context.font = `600 12px ${inks.font}`;
  context.textBaseline = "middle";
  context.fillText(
    event.label ?? event.category_name ?? (event.category === null ? "?" : String(event.category)),
    Math.max(left, 0) + 4,
    rows.tree + rows.lane / 2,
  );
  context.restore();
}

function drawFrequencies(context: Context, { rows, high_hz }: Picture, top: number, inks: Inks): void {
  context.font = `11px ${inks.font}`;
  context.textBaseline = "middle";
  const step_hz = roundStep((high_hz * LEAST_STEP_PX) / rows.picture);
  for (let hz = step_hz; hz < high_hz * 0.98; hz += step_hz) {
    const text = frequency(hz);
    const y = top + rows.picture * (1 - hz / high_hz);
    context.fillStyle = "rgb(0 0 4 / .62)";
    context.fillRect(4, y - 8, context.measureText(text).width + 8, 16);
    context.fillStyle = "#f4efe9";
    context.fillText(text, 8, y);
  }
}

function drawTimes(context: Context, { view, rows }: Picture, inks: Inks): void {
  const top = rows.tree + rows.lane + rows.picture;
  context.font = `12px ${inks.font}`;
  context.textBaseline = "middle";
  context.strokeStyle = inks.soft;
  context.lineWidth = 1;
  for (const { at_s, text } of ticks(view)) {
    const x = Math.round(xOf(view, at_s)) + 0.5;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + 6);
    context.stroke();
    context.fillStyle = inks.soft;
    context.fillText(text, x + 4, top + rows.axis / 2 + 2);
  }
}

function drawSelection(context: Context, { view, rows, selection }: Picture, top: number): void {
  if (selection === null) return;
  const [left, right] = [xOf(view, selection.onset_s), xOf(view, selection.offset_s)];
  context.fillStyle = "rgb(255 255 255 / .22)";
  context.fillRect(left, top, right - left, rows.picture);
  context.fillStyle = MARK;
  for (const x of [left, right]) context.fillRect(x - 1, top, 2, rows.picture);
}

// Lines at the edges, each with a handle that shows where it can be gripped.
function drawEdges(context: Context, edges: Span, { view, rows }: Picture, top: number, inks: Inks): void {
  const { width, height } = HANDLE_PX;
  const bottom = top + rows.picture;
  for (const edge of ["onset_s", "offset_s"] as const satisfies readonly Edge[]) {
    const x = xOf(view, edges[edge]);
    const left = handleLeft(view, edges, edge);
    if (left > view.width || left + width < 0) continue;
    context.fillStyle = "rgb(0 0 4 / .6)";
    context.fillRect(x - 2, top, 4, rows.picture);
    context.fillStyle = MARK;
    context.fillRect(x - 1, top, 2, rows.picture);
    context.fillRect(left, bottom - height, width, height);
    context.fillStyle = NIGHT;
    context.font = `600 14px ${inks.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(edge === "onset_s" ? "◂│" : "│▸", left + width / 2, bottom - height / 2);
    context.textAlign = "left";
  }
}

function drawMark(context: Context, x: number, { view, rows }: Picture, dash: number[]): void {
  if (x < 0 || x > view.width) return;
  const [top, bottom] = [rows.tree + rows.lane, rows.tree + rows.lane + rows.picture];
  context.setLineDash(dash);
  for (const [width, color] of [
    [4, "rgb(0 0 4 / .6)"],
    [1.5, MARK],
  ] as const) {
    context.lineWidth = width;
    context.strokeStyle = color;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, bottom);
    context.stroke();
  }
  context.setLineDash([]);
}

function drawHint(context: Context, { view, rows, hint }: Picture, top: number, inks: Inks): void {
  context.font = `15px ${inks.font}`;
  context.textAlign = "center";
  context.fillStyle = "#f4efe9";
  context.fillText(hint, view.width / 2, top + rows.picture / 2, view.width - 16);
  context.textAlign = "left";
}
