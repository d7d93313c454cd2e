// How much sound never came: a computer that is too slow loses some before the page hears of it.
//
// Sound that comes is counted, and compared with the clock. Chunks may come late and then all at once, so only what is
// missing throughout the last seconds of sound is lost. Where it went missing slowly, the clocks may differ: then times
// go by the clock as well, but nobody is told of a loss.

/** Sound over which the delay must last. */
const WINDOW_S = 5;
/** Times lag behind the clock by less. */
const LEAST_S = 0.5;
/** Of each second, the clocks of a computer and of its microphone may differ by so much; each is good to half of it. */
const DRIFT = 2e-4;

interface Delay {
  readonly heardS: number;
  readonly delayS: number;
}

export class LostSound {
  #startedS: number | null = null;
  #heardS = 0;
  #behindS = 0;
  #behindSinceS = 0;
  #lostS = 0;
  #lately: Delay[] = [];

  /** Seconds by which what was heard is behind the clock. */
  get behindS(): number {
    return this.#behindS;
  }

  /** Of these, seconds of sound that are missing, and not a difference between clocks. */
  get lostS(): number {
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
    if (this.#heardS >= WINDOW_S && leastS - this.#behindS >= LEAST_S) this.#fallBehind(leastS);
  }

  #fallBehind(behindS: number): void {
    const driftS = DRIFT * (this.#heardS - this.#behindSinceS);
    this.#lostS += Math.max(0, behindS - this.#behindS - driftS);
    this.#behindS = behindS;
    this.#behindSinceS = this.#heardS;
  }
}
