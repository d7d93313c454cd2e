// How many frames a second are looked at, by the newest of them: the first ones are slow, and would count for ever.

const N_KEPT = 30;

export class Rate {
  #times: number[] = [];

  add(atS: number): void {
    this.#times = [...this.#times, atS].slice(-N_KEPT);
  }

  /** Frames a second; 0 until there are two. */
  get perSecond(): number {
    const [first, last] = [this.#times[0], this.#times.at(-1)];
    return first === undefined || last === undefined || last <= first ? 0 : (this.#times.length - 1) / (last - first);
  }
}
