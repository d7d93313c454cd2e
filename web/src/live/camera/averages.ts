// Averages over the newest frames, so that what is shown does not flicker; an old frame counts less and less.
import type { Scored } from "../model/scored.ts";

/** Time after which an old frame counts for 1/e. */
const MEMORY_MS = 350;
const LEAST = 1e-3;

export class Averages {
  #vector = new Float32Array(0);
  #named = new Map<string, number>();
  #lastMs: number | null = null;

  /** Takes a frame's probabilities, by place and by name, at `nowMs`. */
  take(vector: Float32Array, named: readonly Scored[], nowMs: number): void {
    const kept = this.#lastMs === null ? 0 : Math.exp(-Math.max(0, nowMs - this.#lastMs) / MEMORY_MS);
    const before = this.#vector;
    this.#vector = vector.map((value, place) => kept * (before[place] ?? 0) + (1 - kept) * value);
    const next = new Map<string, number>();
    for (const [name, average] of this.#named) if (average * kept > LEAST) next.set(name, average * kept);
    for (const { name, probability } of named) next.set(name, (next.get(name) ?? 0) + (1 - kept) * probability);
    this.#named = next;
    this.#lastMs = nowMs;
  }

  get vector(): Float32Array {
    return this.#vector;
  }

  /** By name, greatest first. */
  get named(): Scored[] {
    return [...this.#named].map(([name, probability]) => ({ name, probability })).sort((a, b) => b.probability - a.probability);
  }
}
