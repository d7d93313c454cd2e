// Points on a plain canvas, where the browser has no WebGL2: slower, the same picture.

import { SHAPES, cssColor } from "../drawing/looks.ts";
import type { Rgb } from "../drawing/looks.ts";
import type { Looks, Scatter } from "./scatter-protocol.ts";
import { matchPixels } from "./scatter-protocol.ts";
import { shapePath } from "../drawing/shapes.ts";
import type { View } from "../drawing/view.ts";

export class CanvasScatter implements Scatter {
  readonly kind = "canvas";
  readonly #canvas: HTMLCanvasElement;
  #places = new Float32Array(0);
  #looks: Looks = { colors: new Uint8Array(0), shapes: new Uint8Array(0) };
  #stamps = new Map<number, HTMLCanvasElement>();
  #stampSize = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  setPlaces(places: Float32Array<ArrayBuffer>): void {
    this.#places = places;
  }

  setLooks(looks: Looks): void {
    this.#looks = looks;
    this.#stamps.clear();
  }

  draw(view: View, sizePx: number, edge: Rgb): void {
    const ratio = matchPixels(this.#canvas, view.width, view.height);
    const context = this.#canvas.getContext("2d");
    if (context === null) return;
    const size = Math.max(Math.round(sizePx * ratio), 2);
    if (size !== this.#stampSize) this.#stamps.clear();
    this.#stampSize = size;
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    const scale = view.scale * ratio;
    const [left, top] = [this.#canvas.width / 2 - size / 2, this.#canvas.height / 2 - size / 2];
    for (let row = 0; row < this.#looks.shapes.length; row++) {
      const x = left + (this.#places[2 * row]! - view.x) * scale;
      const y = top - (this.#places[2 * row + 1]! - view.y) * scale;
      if (x < -size || y < -size || x > this.#canvas.width || y > this.#canvas.height) continue;
      context.drawImage(this.#stamp(row, size, edge), x, y);
    }
  }

  dispose(): void {
    this.#stamps.clear();
  }

  /** The picture of a look, drawn once: copying it is much faster than filling a path for each point. */
  #stamp(row: number, size: number, edge: Rgb): HTMLCanvasElement {
    const { colors, shapes } = this.#looks;
    const [red, green, blue, alpha] = colors.subarray(4 * row, 4 * row + 4);
    const key = (((red! << 16) | (green! << 8) | blue!) * 256 + alpha!) * 8 + shapes[row]!;
    const known = this.#stamps.get(key);
    if (known !== undefined) return known;
    const stamp = document.createElement("canvas");
    stamp.width = size;
    stamp.height = size;
    const context = stamp.getContext("2d");
    if (context !== null) {
      context.fillStyle = `rgb(${red} ${green} ${blue} / ${alpha! / 255})`;
      const path = shapePath(SHAPES[shapes[row]!] ?? "circle", size / 2, size / 2, size / 2 - 1);
      context.fill(path);
      context.strokeStyle = cssColor(edge, (0.4 * alpha!) / 255);
      if (size >= 7) context.stroke(path);
    }
    this.#stamps.set(key, stamp);
    return stamp;
  }
}
