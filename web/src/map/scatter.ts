// Draws many points fast: the choice between the ways of drawing them.
//
// WebGL2 draws 100,000 points in one call; where the browser has none, a plain canvas does the same more slowly.

import { CanvasScatter } from "./scatter-canvas.ts";
import { GlScatter } from "./scatter-gl.ts";
import type { Scatter } from "./scatter-protocol.ts";

/** Make a scatter that draws on a canvas; `onRestored` is called when a lost graphics card is back. */
export function createScatter(canvas: HTMLCanvasElement, onRestored: () => void): Scatter {
  const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: true });
  return gl === null ? new CanvasScatter(canvas) : new GlScatter(canvas, gl, onRestored);
}

/** Diameter in pixels that suits so many points, growing as one zooms in. */
export function pointSize(n: number, zoom: number): number {
  const apart = Math.min(Math.max(400 / Math.sqrt(Math.max(n, 1)), 3), 12);
  return Math.min(apart * Math.max(zoom, 0.5) ** 0.35, 16);
}
