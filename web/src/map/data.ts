// The map as it comes from the server: arrays with one entry for each event, all in the same order.

import { get, getPart } from "../server/api.ts";
import type { MapLabels, ModelPart } from "../server/api.ts";

export interface MapData {
  /** Id of the model that all of it comes from. */
  readonly model: string;
  /** Map units, interleaved x and y. */
  readonly places: Float32Array<ArrayBuffer>;
  /** Category of each event, 0 for unsure. */
  readonly categories: Uint16Array;
  /** Certainty of the category, from 0 to 255. */
  readonly certainty: Uint8Array;
  readonly eventIds: Uint32Array;
  /** Place in `names` of each event's label, 0 for none. */
  labels: readonly number[];
  names: readonly string[];
}

/** Fetch all of it, at once; half a megabyte for 50,000 events. */
export async function loadMap(signal: AbortSignal): Promise<MapData> {
  const [said, places, categories, certainty, events] = await Promise.all([
    getLabels(signal),
    getPart("/api/map", signal),
    getPart("/api/map/categories", signal),
    getPart("/api/map/certainty", signal),
    getPart("/api/map/events", signal),
  ]);
  const { model, numbers: labels, names } = said;
  return {
    model,
    places: new Float32Array(bytesOf(model, places)),
    categories: new Uint16Array(bytesOf(model, categories)),
    certainty: new Uint8Array(bytesOf(model, certainty)),
    eventIds: new Uint32Array(bytesOf(model, events)),
    labels,
    names,
  };
}

/** Fetch what people said about the events of `model`, which changes while the map is shown. */
export async function loadLabels(model: string, signal: AbortSignal): Promise<Pick<MapData, "labels" | "names">> {
  const said = await getLabels(signal);
  if (said.model !== model) throw new Error("The catalog has learned since the map was loaded. Reload the page.");
  return { labels: said.numbers, names: said.names };
}

const getLabels = (signal: AbortSignal): Promise<MapLabels> => get<MapLabels>("/api/map/labels", signal);

// Rows of two models are of other events, even where there are as many.
function bytesOf(model: string, part: ModelPart): ArrayBuffer {
  if (part.model !== model) throw new Error("The catalog changed while the map was loading. Try again.");
  return part.bytes;
}
