// A line drawn around events, by one stroke, or corner by corner with presses or keys.

import type { Camera } from "./camera.ts";
import type { Point } from "../drawing/view.ts";

/** Points of a stroke lie at least so far apart. */
const STEP_PX = 4;

export class Lasso {
  /** Corners in map units, so that the line stays around the same events when the map moves. */
  #corners: Point[] = [];
  #isOn = false;

  get corners(): readonly Point[] {
    return this.#corners;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Begin anew, or give up. */
  turn(isOn: boolean): void {
    this.#isOn = isOn;
    this.#corners = [];
  }

  /** Go on with a stroke. */
  draw(at: Point, camera: Camera): void {
    const last = this.#corners.at(-1);
    const [x, y] = last === undefined ? [Infinity, Infinity] : camera.toScreen(last);
    if (Math.hypot(at[0] - x, at[1] - y) > STEP_PX) this.addCorner(at, camera);
  }

  addCorner(at: Point, camera: Camera): void {
    this.#corners.push(camera.toMap(at));
  }
}
