// Which event lies under the mouse or a finger on a timeline.

import type { ShownEvent } from "../server/api.ts";
import { xOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import type { Rows } from "./drawing.ts";
import type { Point } from "../drawing/view.ts";

/** Events are met this far beside them, too; a finger needs 24 pixels, and short events are drawn 2 pixels wide. */
const NEAR_PX = 11;

export interface Field {
  readonly view: TimeView;
  readonly rows: Rows;
  readonly high_hz: number;
}

/** The event at a place: on the spectrogram by time and frequency, in the lane by time. Of several the nearest, then the shortest. */
export function eventAt(
  [x, y]: Point,
  events: readonly ShownEvent[],
  { view, rows, high_hz }: Field,
): ShownEvent | null {
  const top = rows.tree + rows.lane;
  const hz = high_hz * (1 - (y - top) / rows.picture);
  const near_hz = (high_hz / rows.picture) * NEAR_PX;
  const beside = (event: ShownEvent): number =>
    Math.max(xOf(view, event.onset_s) - x, x - xOf(view, event.offset_s), 0);
  const isHit = (event: ShownEvent): boolean =>
    beside(event) <= NEAR_PX && (y < top || (hz >= event.low_hz - near_hz && hz <= event.high_hz + near_hz));
  const length_s = (event: ShownEvent): number => event.offset_s - event.onset_s;
  return events.filter(isHit).sort((a, b) => beside(a) - beside(b) || length_s(a) - length_s(b))[0] ?? null;
}
