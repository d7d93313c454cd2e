// Coarser names for what has no sure fine one: a picture that is 42% Egyptian cat, 29% tiger cat and 16% tabby is a cat.
//
// The groups come with the recognizer, from WordNet; the probability of a group is the sum of its members'.
import type { ImageManifest } from "./manifest.ts";
import type { Scored } from "./scored.ts";

export interface Named extends Scored {
  /** How many groups it belongs to; a finer name has a greater number. */
  readonly level: number;
  /** It names members of its own. */
  readonly isGroup: boolean;
}

export class Hierarchy {
  readonly #manifest: ImageManifest;
  readonly #levels: readonly number[];
  readonly #unfit: ReadonlySet<number>;
  readonly #groupNamed: ReadonlyMap<string, number>;

  constructor(manifest: ImageManifest) {
    this.#manifest = manifest;
    const levels: number[] = [];
    for (const above of manifest.groupAbove) levels.push(above < 0 ? 1 : (levels[above] ?? 0) + 1);
    this.#levels = levels;
    this.#unfit = new Set(manifest.unfit);
    this.#groupNamed = new Map(manifest.groups.map((name, place) => [name, place]));
  }

  /** All groups with the sums of their members' probabilities. */
  groups(probabilities: Float32Array): Named[] {
    const { groups, groupAbove, groupOf } = this.#manifest;
    const sums = new Float64Array(groups.length);
    groupOf.forEach((group, place) => {
      if (group >= 0) sums[group] = (sums[group] ?? 0) + (probabilities[place] ?? 0);
    });
    // A group stands after the one above it.
    for (let group = groups.length - 1; group >= 0; group--) {
      const above = groupAbove[group] ?? -1;
      if (above >= 0) sums[above] = (sums[above] ?? 0) + (sums[group] ?? 0);
    }
    return groups.map((name, group) => ({ name, probability: sums[group] ?? 0, level: this.#levels[group] ?? 1, isGroup: true }));
  }

  /** The most probable fine names that may be shown, greatest first. */
  finest(probabilities: Float32Array, atMost: number): Named[] {
    const { labels, groupOf } = this.#manifest;
    const places = Array.from(probabilities.keys()).filter((place) => !this.#unfit.has(place) && (probabilities[place] ?? 0) > 1e-3);
    places.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
    return places.slice(0, atMost).map((place) => ({
      name: labels[place] ?? "",
      probability: probabilities[place] ?? 0,
      level: 1 + (this.#levels[groupOf[place] ?? -1] ?? 0),
      isGroup: false,
    }));
  }

  /** Says whether `group` holds `name`, a group or a fine name. */
  holds(group: string, name: string): boolean {
    const wanted = this.#groupNamed.get(group);
    if (wanted === undefined || group === name) return false;
    const { labels, groupOf, groupAbove } = this.#manifest;
    const place = labels.indexOf(name);
    let at = place >= 0 ? (groupOf[place] ?? -1) : (groupAbove[this.#groupNamed.get(name) ?? -1] ?? -1);
    while (at >= 0 && at !== wanted) at = groupAbove[at] ?? -1;
    return at === wanted;
  }
}
