// What every way of drawing many points offers.

import type { Rgb } from "../drawing/looks.ts";
import type { View } from "../drawing/view.ts";

/** How points look, row by row. */
export interface Looks {
  /** Red, green, blue, alpha of each point, four bytes each. */
  readonly colors: Uint8Array<ArrayBuffer>;
  /** Place of each point's shape in `SHAPES`. */
  readonly shapes: Uint8Array<ArrayBuffer>;
}

export interface Scatter {
  /** Which way of drawing it is. */
  readonly kind: "webgl2" | "canvas";
  /** Take new points, interleaved x and y. */
  setPlaces(places: Float32Array<ArrayBuffer>): void;
  setLooks(looks: Looks): void;
  /** Draw what the view shows: points of this diameter in CSS pixels, with a rim that sets them off from the paper. */
  draw(view: View, sizePx: number, edge: Rgb): void;
  /** Free what the graphics card holds. */
  dispose(): void;
}

/** Give a canvas as many pixels as the screen has; return them for each CSS pixel. */
export function matchPixels(canvas: HTMLCanvasElement, width: number, height: number): number {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 2);
  const pixels = [Math.max(Math.round(width * ratio), 1), Math.max(Math.round(height * ratio), 1)] as const;
  if (canvas.width !== pixels[0] || canvas.height !== pixels[1]) [canvas.width, canvas.height] = pixels;
  return ratio;
}
