// Where one is on the map, and the way home: a view that zooms, moves and grows with its element.

import { boundsOf, fit, pan, resized, toMap, toScreen, zoomAt } from "../drawing/view.ts";
import type { Box, Point, View } from "../drawing/view.ts";

export class Camera {
  #box: Box = boundsOf(new Float32Array(0));
  #home: View = fit(this.#box, 1, 1);
  #view: View = this.#home;

  get view(): View {
    return this.#view;
  }

  /** 1 where everything is in sight. */
  get zoomFactor(): number {
    return this.#view.scale / this.#home.scale;
  }

  get middle(): Point {
    return [this.#view.width / 2, this.#view.height / 2];
  }

  /** Show all of these points. */
  showAll(places: Float32Array): void {
    this.#box = boundsOf(places);
    this.goHome();
  }

  goHome(): void {
    this.#home = fit(this.#box, this.#view.width, this.#view.height);
    this.#view = this.#home;
  }

  /** Take another size; what one has zoomed into stays in the middle. */
  resize(width: number, height: number): void {
    const wasHome = this.#view === this.#home;
    this.#home = fit(this.#box, width, height);
    this.#view = wasHome ? this.#home : resized(this.#view, width, height);
  }

  zoom(factor: number, [x, y]: Point): void {
    this.#view = zoomAt(this.#view, factor, x, y, this.#home);
  }

  pan(dx: number, dy: number): void {
    this.#view = pan(this.#view, dx, dy);
  }

  toMap([x, y]: Point): Point {
    return toMap(this.#view, x, y);
  }

  toScreen([x, y]: Point): Point {
    return toScreen(this.#view, x, y);
  }

  /** The place that is so far from another, kept within sight; what does not fit moves the map. */
  step([x, y]: Point, dx: number, dy: number, margin: number): Point {
    const [right, bottom] = [this.#view.width - margin, this.#view.height - margin];
    const at: Point = [Math.min(Math.max(x + dx, margin), right), Math.min(Math.max(y + dy, margin), bottom)];
    this.pan(at[0] - x - dx, at[1] - y - dy);
    return at;
  }
}
