// What comes out of the graph becomes calls with names.
import type { SoundManifest } from "./manifest.ts";
import type { Scored } from "./scored.ts";

export const UNKNOWN = "unknown";

/** A call that has just ended. Times are seconds of the stream since it was started. */
export interface Call {
  readonly id: number;
  readonly onsetS: number;
  readonly offsetS: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly snrDb: number;
  /** The recognizer's names with their probabilities, greatest first, without `unknown`. */
  readonly scores: readonly Scored[];
  readonly embedding: Float32Array;
}

/** Outputs of one hop, row by row as the graph gives them. */
export interface HopOutputs {
  readonly probabilities: Float32Array;
  readonly embedding: Float32Array;
  readonly events: Float32Array;
  readonly level: Float32Array;
}

/** Numbers that the graph gives of each call. */
export const N_FACTS = 6;

/** Returns the calls that ended in a hop whose last sample lies at `endS` of the stream. */
export function callsOf(outputs: HopOutputs, manifest: SoundManifest, endS: number, firstId: number): Call[] {
  const calls: Call[] = [];
  for (let slot = 0; slot < manifest.nSlots; slot++) {
    const [isEvent = 0, onset = 0, offset = 0, lowHz = 0, highHz = 0, snrDb = 0] = outputs.events.subarray(slot * N_FACTS);
    if (isEvent <= 0.5) continue;
    calls.push({
      id: firstId + calls.length,
      onsetS: Math.max(0, endS + onset),
      offsetS: Math.max(0, endS + offset),
      lowHz,
      highHz,
      snrDb,
      scores: scoresOf(row(outputs.probabilities, slot, manifest.labels.length), manifest.labels),
      embedding: row(outputs.embedding, slot, manifest.embeddingDim).slice(),
    });
  }
  return calls;
}

/** Pairs probabilities with names, greatest first; `unknown` is what remains, and no name. */
export function scoresOf(probabilities: Float32Array, labels: readonly string[], atMost = 5): Scored[] {
  const places = Array.from(probabilities, (_, place) => place).filter((place) => labels[place] !== UNKNOWN);
  places.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  return places.slice(0, atMost).map((place) => ({ name: labels[place] ?? "", probability: probabilities[place] ?? 0 }));
}

export interface Verdict {
  /** null: nothing is sure enough, so it is unknown. */
  readonly name: string | null;
  /** Of the best name, also where it does not suffice. */
  readonly probability: number;
}

/** The best name if its probability exceeds the threshold; at a threshold of 1 nothing does. */
export function verdictOn(scores: readonly Scored[], threshold: number): Verdict {
  const [best] = scores;
  if (best === undefined) return { name: null, probability: 0 };
  const isSure = best.probability >= threshold && threshold < 1;
  return { name: isSure ? best.name : null, probability: best.probability };
}

function row(values: Float32Array, place: number, length: number): Float32Array {
  return values.subarray(place * length, (place + 1) * length);
}
