// Where the pieces of a recording's spectrogram come from, and what is said where there are none.

import type { Recording } from "../api.ts";
import { TILE_PX, TileStore } from "./tiles.ts";

const HEIGHT_PX = 256;

/** Pieces with frequencies up to `high_hz`; `changed` is called whenever one came. */
export function tilesOf({ id, n_channels }: Recording, high_hz: number, changed: () => void): TileStore {
  const channel = n_channels > 1 ? "&channel=0" : "";
  const look = `width=${TILE_PX}&height=${HEIGHT_PX}&low_hz=0&high_hz=${high_hz}${channel}`;
  const base = `/api/recordings/${id}/spectrogram.png`;
  return new TileStore(({ from_s, to_s }) => `${base}?from_s=${from_s}&to_s=${to_s}&${look}`, changed);
}

/** A sentence to write over the picture, empty if it shows all there is. */
export function hintFor({ is_present }: Recording, isTooFar: boolean, isTooMuch: boolean): string {
  if (!is_present) return "The file of this recording is gone; its events are still here.";
  if (isTooFar) return "Zoom in to see the spectrogram.";
  return isTooMuch ? "Zoom in to see the events." : "";
}
