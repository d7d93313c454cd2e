// What the page says about sound that this computer was too slow for, and about names that come late.
import { duration } from "../../parts/wording.ts";

/** Less of the newest half minute is no more than a hiccup. */
const LEAST_SHARE = 0.02;
const LEAST_LATE_S = 2;

/** A sentence with the remedy, or "" where nothing is missing or late; shares are of the newest half minute. */
export function wordsOfMissing(missedS: number, missedShare: number, lateS: number): string {
  if (missedS > 0 && missedShare >= LEAST_SHARE) {
    const share = `${Math.round(100 * missedShare)}%`;
    return `This computer is too slow right now and misses ${share} of the sound, ${duration(missedS)} so far. Close other programs and tabs.`;
  }
  if (lateS >= LEAST_LATE_S) return `This computer is busy, so names come ${duration(lateS)} late. Close other programs and tabs.`;
  return missedS > 0 ? `This computer was too slow and missed ${duration(missedS)} of sound.` : "";
}

const WINDOW_S = 30;

/** How much of the newest half minute is missing. */
export class MissedShare {
  #points: { readonly nowS: number; readonly missedS: number }[] = [];

  at(nowS: number, missedS: number): number {
    this.#points.push({ nowS, missedS });
    while ((this.#points[1]?.nowS ?? Infinity) <= nowS - WINDOW_S) this.#points.shift();
    const first = this.#points[0];
    return first === undefined || nowS <= first.nowS ? 0 : (missedS - first.missedS) / (nowS - first.nowS);
  }
}
