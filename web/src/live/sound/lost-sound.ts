// How much sound never came: a computer that is too slow loses some before the page hears of it.
//
// Sound that comes is counted, and compared with the clock. Chunks may come late and then all at once, so only what is
// missing throughout the last seconds of sound is lost.

/** Sound over which the delay must last. */
const WINDOW_S = 5;
/** Less is told by no one: sound cards and clocks differ by a third of a second in an hour. */
const LEAST_S = 0.5;

interface Delay {
  readonly heardS: number;
  readonly delayS: number;
}

export class LostSound {
  #startedS: number | null = null;
  #heardS = 0;
  #lostS = 0;
  #lately: Delay[] = [];

  /** Seconds that are missing so far. */
  get seconds(): number {
    return this.#lostS;
  }

  /** Takes note of a chunk of `lengthS` that came at `atS`, a time of the computer's clock. */
  came(lengthS: number, atS: number): void {
    this.#startedS ??= atS - lengthS;
    this.#heardS += lengthS;
    const delayS = atS - this.#startedS - this.#heardS;
    // The least delay of the window is its first entry: what is not below a newer one can never be the least again.
    while ((this.#lately.at(-1)?.delayS ?? -Infinity) >= delayS) this.#lately.pop();
    this.#lately.push({ heardS: this.#heardS, delayS });
    while ((this.#lately[0]?.heardS ?? Infinity) < this.#heardS - WINDOW_S) this.#lately.shift();
    const leastS = this.#lately[0]?.delayS ?? 0;
    if (this.#heardS >= WINDOW_S && leastS - this.#lostS >= LEAST_S) this.#lostS = leastS;
  }
}
