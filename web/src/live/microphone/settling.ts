// The first moment of a microphone: switching it on is heard as a click, and what was under way has no beginning.
//
// A quarter of a second is left out, and what follows begins softly, as a raised cosine.

const LEFT_OUT_S = 0.25;
const FADE_S = 0.02;

export class Settling {
  readonly #leftOut: number;
  readonly #fade: number;
  #n = 0;

  constructor(sampleRateHz: number) {
    this.#leftOut = Math.round(LEFT_OUT_S * sampleRateHz);
    this.#fade = Math.round(FADE_S * sampleRateHz);
  }

  /** Returns what of a chunk is to be heard; nothing at first. */
  take(chunk: Float32Array): Float32Array {
    const first = this.#n - this.#leftOut;
    this.#n += chunk.length;
    if (first >= this.#fade) return chunk;
    const from = Math.max(0, -first);
    return chunk.slice(from).map((value, place) => value * this.#gain(first + from + place));
  }

  #gain(n: number): number {
    return n >= this.#fade ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * (n + 0.5)) / this.#fade);
  }
}
