// Classes that a person teaches on the page, by a few examples each.
//
// Three rules, all trained on the device in the moment an example comes. A class reaches as far as its own examples lie
// apart: what is near to one of them is of its class (nearest labeled example, as in Teachable Machine, Carney and others
// 2020, but able to say no). Pictures also belong to a class that they are like in general. And where several classes
// could be meant, a logistic regression decides. What fits none is left to the recognizer's own names.
import type { Scored } from "../model/scored.ts";
import { dot, Head } from "./head.ts";
import { Likeness, rooted, toUnit } from "./likeness.ts";

export type Kind = "sound" | "image";

export interface Example {
  /** Examples of one key replace each other: a call that is heard again by the next hop, for instance. */
  readonly key: string;
  readonly embedding: Float32Array;
  /** The sound itself, while the page is open; never for pictures. */
  readonly clip?: Float32Array | null;
}

export interface TaughtClass {
  readonly name: string;
  readonly examples: readonly Example[];
}

/** The class of what is none of the others: it is taught like one, and never named. */
export const ELSE = "something else";

/** A class reaches no less and no farther than this, in cosine distance: docs/decisions/0017-live-page.md. */
const REACH = { least: 0.1, ofOne: 0.2, most: { sound: 0.4, image: 0.2 } };
const MAX_EXAMPLES = 200;
/** Frames that belong to no class: newest ones that differ from one another. */
const MAX_SEEN = 64;
const SEEN_APART = 0.2;

export class Taught {
  readonly #kind: Kind;
  readonly #usual: Float32Array | null;
  readonly #classes = new Map<string, Example[]>();
  readonly #reaches = new Map<string, number>();
  #seen: Float32Array[] = [];
  #head: Head | null = null;
  #likeness: Likeness | null = null;

  /** `usual` is the embedding that pictures have on average; empty where nobody knows it. */
  constructor(kind: Kind = "sound", usual: readonly number[] = []) {
    this.#kind = kind;
    this.#usual = usual.length === 0 ? null : rooted(Float32Array.from(usual));
  }

  get classes(): TaughtClass[] {
    return [...this.#classes].map(([name, examples]) => ({ name, examples }));
  }

  get isEmpty(): boolean {
    return this.#classes.size === 0;
  }

  /** Adds an example; of more than 200 in a class the oldest go. */
  add(name: string, key: string, embedding: Float32Array, clip: Float32Array | null = null): void {
    const others = (this.#classes.get(name) ?? []).filter((example) => example.key !== key);
    const unit = toUnit(embedding);
    if (unit === null) return;
    this.#set(name, [...others, { key, embedding: unit, clip }].slice(-MAX_EXAMPLES));
  }

  forget(name: string): void {
    this.#classes.delete(name);
    this.#reaches.delete(name);
    this.#forgetRules();
  }

  /** Gives a class another name; if that exists, the two become one. */
  rename(from: string, to: string): void {
    const examples = this.#classes.get(from);
    if (examples === undefined || from === to || to === "") return;
    const joined = [...(this.#classes.get(to) ?? []), ...examples].slice(-MAX_EXAMPLES);
    this.forget(from);
    this.#set(to, joined);
  }

  /** Keeps half of the examples of a class, those that differ most from one another (Gonzalez 1985). */
  thin(name: string): void {
    const examples = this.#classes.get(name) ?? [];
    if (examples.length < 2) return;
    const kept = new Set([examples.length - 1]);
    const gaps = examples.map(({ embedding }) => 1 - dot(embedding, examples.at(-1)!.embedding));
    while (kept.size < Math.ceil(examples.length / 2)) {
      const next = gaps.reduce((best, gap, place) => (!kept.has(place) && gap > (gaps[best] ?? -1) ? place : best), examples.findIndex((_, place) => !kept.has(place)));
      kept.add(next);
      examples.forEach(({ embedding }, place) => (gaps[place] = kept.has(place) ? -1 : Math.min(gaps[place]!, 1 - dot(embedding, examples[next]!.embedding))));
    }
    this.#set(name, examples.filter((_, place) => kept.has(place)));
  }

  /** Takes note of a frame while nobody teaches: it says what all pictures of this place have in common. */
  see(embedding: Float32Array): void {
    const unit = toUnit(embedding);
    if (unit === null || this.#seen.some((one) => 1 - dot(one, unit) < SEEN_APART)) return;
    this.#seen = [...this.#seen, unit].slice(-MAX_SEEN);
    this.#likeness = null;
  }

  /** How near `embedding` is to each class: 1 on an example, a half where the class ends, 0 far away. */
  scores(embedding: Float32Array): Scored[] {
    const unit = toUnit(embedding);
    if (unit === null || this.isEmpty) return [];
    const fits = this.#fits(unit);
    const names = [...this.#classes.keys()];
    const scored = this.#kind === "image" ? this.#decided(unit, names, fits) : between(names, fits);
    return scored.filter(({ name }) => name !== ELSE);
  }

  /** Which of the classes it is, if it is one of them; probabilities add up to 1. */
  shares(embedding: Float32Array): Scored[] {
    const unit = toUnit(embedding);
    if (unit === null || this.isEmpty) return [];
    const shares = this.#sharesOf(unit);
    return [...this.#classes.keys()].map((name, place) => ({ name, probability: shares[place] ?? 0 })).sort((a, b) => b.probability - a.probability);
  }

  #fits(unit: Float32Array): number[] {
    const near = [...this.#classes].map(([name, examples]) => nearness(nearest(unit, examples), this.#reaches.get(name) ?? REACH.ofOne));
    if (this.#kind === "sound") return near;
    this.#likeness ??= new Likeness([...this.#classes.values()].map((examples) => examples.map((one) => rooted(one.embedding))), this.#seen.map(rooted), this.#usual);
    return this.#likeness.fits(rooted(unit)).map((fit, place) => Math.max(fit, near[place] ?? 0));
  }

  /** The class that the regression chooses has what fits it, and others no more than they may have beside it. */
  #decided(unit: Float32Array, names: readonly string[], fits: readonly number[]): Scored[] {
    if (names.length < 2) return names.map((name, place) => ({ name, probability: fits[place] ?? 0 }));
    const shares = this.#sharesOf(unit);
    const best = shares.reduce((most, share, place) => (share > (shares[most] ?? 0) ? place : most), 0);
    const fit = fits[best] ?? 0;
    const rest = Math.max(1e-9, 1 - (shares[best] ?? 0));
    return names.map((name, place) => ({ name, probability: place === best ? fit : (Math.min(fit, 1 - fit) * (shares[place] ?? 0)) / rest }));
  }

  #sharesOf(unit: Float32Array): Float64Array {
    const groups = [...this.#classes.values()];
    this.#head ??= new Head(groups.flatMap((examples, group) => examples.map(({ embedding }) => ({ embedding: this.#evened(embedding), group }))), groups.length);
    return this.#head.shares(this.#evened(unit));
  }

  /** The numbers of sounds have signs, and no few of them outweigh the others. */
  #evened(unit: Float32Array): Float32Array {
    return this.#kind === "image" ? rooted(unit) : unit;
  }

  #set(name: string, examples: Example[]): void {
    this.#classes.set(name, examples);
    this.#reaches.set(name, reachOf(examples, REACH.most[this.#kind]));
    this.#forgetRules();
  }

  #forgetRules(): void {
    this.#head = null;
    this.#likeness = null;
  }
}

/** Taught classes come first; the recognizer's own names share what these leave. */
export function joined(taught: readonly Scored[], own: readonly Scored[], atMost = 5): Scored[] {
  const rest = Math.max(0, 1 - taught.reduce((total, { probability }) => total + probability, 0));
  const sums = new Map(taught.map(({ name, probability }) => [name, probability]));
  for (const { name, probability } of own) sums.set(name, (sums.get(name) ?? 0) + rest * probability);
  return [...sums]
    .map(([name, probability]) => ({ name, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, atMost);
}

/** What is as near to two classes belongs to neither for sure. */
function between(names: readonly string[], fits: readonly number[]): Scored[] {
  const total = fits.reduce((a, b) => a + b, 0);
  return names.map((name, place) => ({ name, probability: total === 0 ? 0 : (fits[place] ?? 0) ** 2 / total }));
}

function nearness(distance: number, reach: number): number {
  return 2 ** -((distance / reach) ** 2);
}

function nearest(unit: Float32Array, examples: readonly Example[]): number {
  let least = 2;
  for (const example of examples) least = Math.min(least, 1 - dot(unit, example.embedding));
  return Math.max(0, least);
}

/** Twice the distance at which most examples have another of their class. */
function reachOf(examples: readonly Example[], most: number): number {
  if (examples.length < 2) return REACH.ofOne;
  // Frames of one second are almost the same; enough of them tell how far apart they are.
  const some = examples.slice(-40);
  const gaps = some.map(({ embedding }, place) =>
    nearest(embedding, some.filter((_, other) => other !== place)),
  );
  gaps.sort((a, b) => a - b);
  const usual = gaps[Math.floor(0.9 * (gaps.length - 1))] ?? 0;
  return Math.min(most, Math.max(REACH.least, 2 * usual));
}
