// The map as it comes from the server: arrays with one entry for each event, all in the same order.

import { get, getBytes } from "../server/api.ts";

export interface MapData {
  /** Map units, interleaved x and y. */
  readonly places: Float32Array<ArrayBuffer>;
  /** Category of each event, 0 for unsure. */
  readonly categories: Uint16Array;
  /** Certainty of the category, from 0 to 255. */
  readonly certainty: Uint8Array;
  readonly eventIds: Uint32Array;
  /** Place in `names` of each event's label, 0 for none. */
  labels: Uint16Array;
  names: readonly string[];
}

/** Fetch all of it, at once; half a megabyte for 50,000 events. */
export async function loadMap(signal: AbortSignal): Promise<MapData> {
  const [places, categories, certainty, eventIds, said] = await Promise.all([
    getBytes("/api/map", signal),
    getBytes("/api/map/categories", signal),
    getBytes("/api/map/certainty", signal),
    getBytes("/api/map/events", signal),
    loadLabels(signal),
  ]);
  const n = eventIds.byteLength / 4;
  // Whoever learns anew meanwhile changes the number of events between two answers.
  if (places.byteLength !== 8 * n || categories.byteLength !== 2 * n || certainty.byteLength !== n) {
    throw new Error("The catalog changed while the map was loading. Try again.");
  }
  return {
    places: new Float32Array(places),
    categories: new Uint16Array(categories),
    certainty: new Uint8Array(certainty),
    eventIds: new Uint32Array(eventIds),
    ...said,
  };
}

/** Fetch what people said, which changes while the map is shown. */
export async function loadLabels(signal: AbortSignal): Promise<Pick<MapData, "labels" | "names">> {
  const [labels, names] = await Promise.all([
    getBytes("/api/map/labels", signal),
    get<string[]>("/api/map/names", signal),
  ]);
  return { labels: new Uint16Array(labels), names };
}
