// What is told of sound that this computer was too slow for.
import { duration } from "../../parts/wording.ts";

const ORDINALS = ["", "", "second", "third", "fourth", "fifth"] as const;
/** Less of the newest half minute is no more than a hiccup. */
const LEAST_SHARE = 0.02;

/** A sentence with the remedy, or "" where nothing is missing; shares are of the newest half minute. */
export function wordsOfMissing(missedS: number, missedShare: number): string {
  if (missedS <= 0) return "";
  const every = Math.round(1 / Math.max(0.1, 1 - missedShare));
  if (missedShare < LEAST_SHARE) return `This computer was too slow and missed ${duration(missedS)} of sound.`;
  const moments = every < 2 ? `${Math.round(100 * missedShare)}% of the sound is not heard` : `only about every ${ORDINALS[every] ?? `${every}th`} moment is heard`;
  return `This computer is too slow right now: ${moments}. Close other programs and tabs; ${duration(missedS)} are missing so far.`;
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
