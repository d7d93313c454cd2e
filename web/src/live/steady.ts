// A label that does not flicker: probabilities are averaged over time, and a label leaves later than it enters.
//
// A frame more or less must not change what is written. A label enters when its average exceeds the threshold, stays
// until its average falls below a lower one, and gives way earlier only to a label that leads it clearly.

export interface Scored {
  readonly name: string;
  readonly probability: number;
}

export interface Steadiness {
  /** Time after which an old frame counts for 1/e. */
  readonly memoryMs: number;
  /** A label leaves at this share of the threshold it entered at. */
  readonly leaveShare: number;
  /** What another label must lead by to take over. */
  readonly lead: number;
}

export const CALM: Steadiness = { memoryMs: 350, leaveShare: 0.75, lead: 0.1 };

export class SteadyLabel {
  readonly #steadiness: Steadiness;
  #averages = new Map<string, number>();
  #label: string | null = null;
  #lastMs: number | null = null;

  constructor(steadiness: Steadiness = CALM) {
    this.#steadiness = steadiness;
  }

  /** Takes one frame's probabilities at `nowMs`; returns the label to show (null: nothing is sure enough). */
  update(frame: readonly Scored[], nowMs: number, threshold: number): string | null {
    this.#average(frame, nowMs);
    const [best] = this.ranked();
    const held = this.#label === null ? 0 : (this.#averages.get(this.#label) ?? 0);
    const stays = this.#label !== null && held > threshold * this.#steadiness.leaveShare && threshold < 1;
    const enters = best !== undefined && best.probability > threshold;
    if (!stays) this.#label = enters ? best.name : null;
    else if (enters && best.probability > held + this.#steadiness.lead) this.#label = best.name;
    return this.#label;
  }

  /** The averaged probabilities, greatest first. */
  ranked(): Scored[] {
    return [...this.#averages]
      .map(([name, probability]) => ({ name, probability }))
      .sort((a, b) => b.probability - a.probability);
  }

  #average(frame: readonly Scored[], nowMs: number): void {
    const elapsed = this.#lastMs === null ? Infinity : Math.max(0, nowMs - this.#lastMs);
    const kept = Math.exp(-elapsed / this.#steadiness.memoryMs);
    const next = new Map<string, number>();
    for (const [name, average] of this.#averages) if (average * kept > 1e-3) next.set(name, average * kept);
    for (const { name, probability } of frame) next.set(name, (next.get(name) ?? 0) + (1 - kept) * probability);
    this.#averages = next;
    this.#lastMs = nowMs;
  }
}
