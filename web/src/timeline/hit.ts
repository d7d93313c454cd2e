// Which event lies under the mouse on a timeline.

import type { SoundEvent } from "../api.ts";
import { xOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import type { Rows } from "./drawing.ts";
import type { Point } from "../drawing/view.ts";

/** Events are met this far beside them, too. */
const NEAR_PX = 4;

export interface Field {
  readonly view: TimeView;
  readonly rows: Rows;
  readonly high_hz: number;
}

/** The event at a place: on the spectrogram by time and frequency, in the lane by time. Of several the shortest. */
export function eventAt(
  [x, y]: Point,
  events: readonly SoundEvent[],
  { view, rows, high_hz }: Field,
): SoundEvent | null {
  const top = rows.tree + rows.lane;
  const hz = high_hz * (1 - (y - top) / rows.picture);
  const near_hz = (high_hz / rows.picture) * NEAR_PX;
  const isHit = (event: SoundEvent): boolean =>
    x >= xOf(view, event.onset_s) - NEAR_PX &&
    x <= xOf(view, event.offset_s) + NEAR_PX &&
    (y < top || (hz >= event.low_hz - near_hz && hz <= event.high_hz + near_hz));
  return events.filter(isHit).sort((a, b) => a.offset_s - a.onset_s - (b.offset_s - b.onset_s))[0] ?? null;
}
