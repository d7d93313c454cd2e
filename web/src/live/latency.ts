// How long the newest answers took: median and 95th percentile, in milliseconds.

const N_KEPT = 200;

export interface LatencySummary {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly n: number;
}

export class Latency {
  readonly #times = new Float64Array(N_KEPT);
  #n = 0;

  add(ms: number): void {
    this.#times[this.#n % N_KEPT] = ms;
    this.#n++;
  }

  summary(): LatencySummary | null {
    const kept = Math.min(this.#n, N_KEPT);
    if (kept === 0) return null;
    const sorted = this.#times.slice(0, kept).sort();
    const at = (share: number): number => sorted[Math.min(kept - 1, Math.floor(share * kept))] ?? 0;
    return { medianMs: at(0.5), p95Ms: at(0.95), n: this.#n };
  }
}
