// The points of the map, and which of them lie where on the screen.

import type { Camera } from "./camera.ts";
import { PointGrid } from "./point-grid.ts";
import type { Point } from "../drawing/view.ts";

/** A point is met this far beside it, too. */
const REACH_PX = 14;

export class MapField {
  readonly #places: Float32Array;
  #grid: PointGrid | null = null; // made when it is needed, after the first frame

  /** Points in map units, interleaved x and y. */
  constructor(places: Float32Array) {
    this.#places = places;
  }

  get n(): number {
    return this.#places.length / 2;
  }

  /** Row of the point at a place of the screen, -1 if there is none. */
  rowAt(at: Point, camera: Camera): number {
    return this.#index().nearest(...camera.toMap(at), REACH_PX / camera.view.scale);
  }

  /** Rows of the points within a closed line, in map units. */
  within(corners: readonly Point[]): Uint32Array {
    return this.#index().within(corners);
  }

  /** Place of a point in map units, null for no row. */
  placeOf(row: number): Point | null {
    return row < 0 ? null : [this.#places[2 * row]!, this.#places[2 * row + 1]!];
  }

  #index(): PointGrid {
    return (this.#grid ??= new PointGrid(this.#places));
  }
}
