// What a camera sees, in words that do not flicker: the finest name that is sure enough, taught, fine or coarse.
//
// Probabilities are averaged over a third of a second. A name enters when its average reaches the threshold, stays until
// it falls below a lower one, and gives way earlier only to a finer name of the same thing or to one that leads clearly.
import { Averages } from "./averages.ts";
import { Hierarchy } from "../model/hierarchy.ts";
import type { Named } from "../model/hierarchy.ts";
import type { ImageManifest } from "../model/manifest.ts";
import type { Scored } from "../model/scored.ts";

/** A name leaves at this share of the threshold it entered at. */
const LEAVE_SHARE = 0.75;
/** What another name must lead by to take over, and what a finer one must exceed the threshold by. */
const LEAD = 0.1;
const FINER_LEAD = 0.05;
/** A guess that is named as one. */
const PERHAPS = 0.2;
const N_BARS = 5;
/** Taught names are finer than all others. */
const TAUGHT_LEVEL = 1000;

export interface Naming {
  /** null: nothing is sure enough. */
  readonly name: string | null;
  readonly probability: number;
  /** A finer name, or the best one where none is sure enough; not sure, but not idle either. */
  readonly perhaps: Scored | null;
  /** What may be, the shown name first. */
  readonly bars: readonly Scored[];
}

export class SightNaming {
  readonly #hierarchy: Hierarchy;
  readonly #averages = new Averages();
  #held: string | null = null;

  constructor(manifest: ImageManifest) {
    this.#hierarchy = new Hierarchy(manifest);
  }

  /** Takes a frame's probabilities and what the taught classes say about it, at `nowMs`. */
  update(probabilities: Float32Array, taught: readonly Scored[], nowMs: number, threshold: number): Naming {
    this.#averages.take(probabilities, taught, nowMs);
    const { vector, named } = this.#averages;
    const rest = Math.max(0, 1 - named.reduce((sum, { probability }) => sum + probability, 0));
    const own = vector.map((value) => value * rest);
    const fine = merged(named.map((one) => ({ ...one, level: TAUGHT_LEVEL, isGroup: false })), this.#hierarchy.finest(own, 10));
    const all = [...fine, ...this.#hierarchy.groups(own)];
    const shown = this.#hold(all, threshold);
    const perhaps = perhapsOf(shown, fine, (name) => shown !== null && this.#hierarchy.holds(shown.name, name));
    return {
      name: shown?.name ?? null,
      probability: shown?.probability ?? fine[0]?.probability ?? 0,
      perhaps,
      bars: [...(shown === null ? [] : [shown]), ...fine.filter(({ name }) => name !== shown?.name)].slice(0, N_BARS),
    };
  }

  #hold(all: readonly Named[], threshold: number): Named | null {
    const best = threshold < 1 ? finestOf(all.filter(({ probability }) => probability >= threshold)) : null;
    const held = all.find(({ name }) => name === this.#held) ?? null;
    const stays = held !== null && held.probability >= LEAVE_SHARE * threshold && threshold < 1;
    const shown = stays && !this.#takesOver(best, held, threshold) ? held : best;
    this.#held = shown?.name ?? null;
    return shown;
  }

  #takesOver(best: Named | null, held: Named, threshold: number): boolean {
    if (best === null || best.name === held.name || this.#hierarchy.holds(best.name, held.name)) return false;
    if (this.#hierarchy.holds(held.name, best.name)) return best.probability >= threshold + FINER_LEAD;
    return best.probability > held.probability + LEAD || best.level > held.level;
  }
}

/** Names by probability; one that was taught and is known has both probabilities. */
function merged(taught: readonly Named[], known: readonly Named[]): Named[] {
  const sums = new Map(taught.map((one) => [one.name, one]));
  for (const one of known) {
    const same = sums.get(one.name);
    sums.set(one.name, same === undefined ? one : { ...same, probability: same.probability + one.probability });
  }
  return [...sums.values()].sort((a, b) => b.probability - a.probability);
}

/** Of names that are all sure enough the finest, and of equals the most probable. */
function finestOf(sure: readonly Named[]): Named | null {
  const [first] = [...sure].sort((a, b) => b.level - a.level || b.probability - a.probability);
  return first ?? null;
}

/** A guess: below a coarse name a member of it, and the best name where none is shown. */
function perhapsOf(shown: Named | null, fine: readonly Named[], isMember: (name: string) => boolean): Scored | null {
  if (shown !== null && !shown.isGroup) return null;
  return fine.find(({ name, probability }) => probability >= PERHAPS && (shown === null || isMember(name))) ?? null;
}

/** Which of the taught classes it is, where a person says that it is one of them. */
export class ForcedNaming {
  readonly #averages = new Averages();

  update(shares: readonly Scored[], nowMs: number): Naming {
    this.#averages.take(new Float32Array(0), shares, nowMs);
    const bars = this.#averages.named.slice(0, N_BARS);
    return { name: bars[0]?.name ?? null, probability: bars[0]?.probability ?? 0, perhaps: null, bars };
  }
}
