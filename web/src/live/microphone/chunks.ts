// Sound comes 128 samples or a hundredth of a second at a time, which would make hundreds of messages a second, and goes
// on 1,024 at a time. Several channels become their mean.

const CHUNK = 1024;

export class Chunks {
  readonly #chunk = new Float32Array(CHUNK);
  readonly #give: (chunk: Float32Array) => void;
  #filled = 0;

  /** `give` gets the same array each time, and copies what it keeps. */
  constructor(give: (chunk: Float32Array) => void) {
    this.#give = give;
  }

  push(channels: readonly Float32Array[]): void {
    const length = channels[0]?.length ?? 0;
    for (let n = 0; n < length; n++) {
      let sum = 0;
      for (const channel of channels) sum += channel[n] ?? 0;
      this.#chunk[this.#filled++] = sum / channels.length;
      if (this.#filled < CHUNK) continue;
      this.#filled = 0;
      this.#give(this.#chunk);
    }
  }
}
