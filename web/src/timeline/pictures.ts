// Where the pieces of a recording's spectrogram come from, and what is said where there are none.

import type { RecordingSummary } from "../server/api.ts";
import { channelQuery } from "./channels.ts";
import type { Channel } from "./channels.ts";
import { TILE_PX, TileStore } from "./tiles.ts";

const HEIGHT_PX = 256;

/** Pieces of a channel with frequencies up to `high_hz`; `changed` is called whenever one came. */
export function tilesOf({ id }: RecordingSummary, channel: Channel, high_hz: number, changed: () => void): TileStore {
  const look = `width=${TILE_PX}&height=${HEIGHT_PX}&low_hz=0&high_hz=${high_hz}${channelQuery(channel)}`;
  const base = `/api/recordings/${id}/spectrogram.png`;
  return new TileStore(({ from_s, to_s }) => `${base}?from_s=${from_s}&to_s=${to_s}&${look}`, changed);
}

/** A sentence to write over the picture, empty if it shows all there is. */
export function hintFor({ is_present }: RecordingSummary, isTooFar: boolean, isTooMuch: boolean): string {
  if (!is_present) return "The file of this recording is gone; its events are still here.";
  if (isTooFar) return "Zoom in to see the spectrogram.";
  return isTooMuch ? "Zoom in to see the events." : "";
}
