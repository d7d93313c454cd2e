// The last seconds of sound: samples are addressed by their place in the whole stream, old ones are overwritten.

export class Ring {
  readonly #samples: Float32Array;
  #total = 0;

  constructor(capacity: number) {
    this.#samples = new Float32Array(capacity);
  }

  /** Samples written so far: the place of the next one. */
  get total(): number {
    return this.#total;
  }

  /** The place of the oldest sample that is still there. */
  get oldest(): number {
    return Math.max(0, this.#total - this.#samples.length);
  }

  write(chunk: Float32Array): void {
    const capacity = this.#samples.length;
    const kept = chunk.length > capacity ? chunk.subarray(chunk.length - capacity) : chunk;
    const start = (this.#total + chunk.length - kept.length) % capacity;
    const head = Math.min(kept.length, capacity - start);
    this.#samples.set(kept.subarray(0, head), start);
    this.#samples.set(kept.subarray(head), 0);
    this.#total += chunk.length;
  }

  /** Fills `out` with the samples from place `from` on; silence where there are none (any more, or yet). */
  read(from: number, out: Float32Array): Float32Array {
    out.fill(0);
    const capacity = this.#samples.length;
    const first = Math.max(from, this.oldest);
    const last = Math.min(from + out.length, this.#total);
    for (let place = first; place < last; ) {
      const start = place % capacity;
      const length = Math.min(last - place, capacity - start);
      out.set(this.#samples.subarray(start, start + length), place - from);
      place += length;
    }
    return out;
  }
}
