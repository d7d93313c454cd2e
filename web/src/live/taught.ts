// Classes that a person teaches on the page: a few examples each, and what is near to one of them is of its class.
//
// Nearest labeled example on the embedding, as in Teachable Machine (Carney and others 2020), but able to say no: a class
// reaches as far as its own examples lie apart, and what lies farther from all is left to the recognizer's own names.
import type { Scored } from "./steady.ts";

export interface Example {
  /** Examples of one key replace each other: a call that is heard again by the next hop, for instance. */
  readonly key: string;
  readonly embedding: Float32Array;
}

export interface TaughtClass {
  readonly name: string;
  readonly examples: readonly Example[];
}

/** A class reaches no less and no farther than this, in cosine distance: docs/decisions/0017-live-page.md. */
const REACH = { least: 0.1, ofOne: 0.2, most: 0.4 };
const MAX_EXAMPLES = 200;

export class Taught {
  readonly #classes = new Map<string, Example[]>();
  readonly #reaches = new Map<string, number>();

  get classes(): TaughtClass[] {
    return [...this.#classes].map(([name, examples]) => ({ name, examples }));
  }

  get isEmpty(): boolean {
    return this.#classes.size === 0;
  }

  /** Adds an example; of more than 200 in a class the oldest go. */
  add(name: string, key: string, embedding: Float32Array): void {
    const others = (this.#classes.get(name) ?? []).filter((example) => example.key !== key);
    const unit = toUnit(embedding);
    if (unit === null) return;
    this.#set(name, [...others, { key, embedding: unit }].slice(-MAX_EXAMPLES));
  }

  forget(name: string): void {
    this.#classes.delete(name);
    this.#reaches.delete(name);
  }

  /** Gives a class another name; if that exists, the two become one. */
  rename(from: string, to: string): void {
    const examples = this.#classes.get(from);
    if (examples === undefined || from === to || to === "") return;
    const joined = [...(this.#classes.get(to) ?? []), ...examples].slice(-MAX_EXAMPLES);
    this.forget(from);
    this.#set(to, joined);
  }

  /** How near `embedding` is to each class: 1 on an example, a half where the class ends, 0 far away. */
  scores(embedding: Float32Array): Scored[] {
    const unit = toUnit(embedding);
    if (unit === null) return [];
    const near = [...this.#classes].map(([name, examples]) => ({
      name,
      probability: nearness(nearest(unit, examples), this.#reaches.get(name) ?? REACH.ofOne),
    }));
    // What is as near to two classes belongs to neither for sure.
    const sum = near.reduce((total, { probability }) => total + probability, 0);
    return near.map(({ name, probability }) => ({ name, probability: sum === 0 ? 0 : probability ** 2 / sum }));
  }

  #set(name: string, examples: Example[]): void {
    this.#classes.set(name, examples);
    this.#reaches.set(name, reachOf(examples));
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

function nearness(distance: number, reach: number): number {
  return 2 ** -((distance / reach) ** 2);
}

function nearest(unit: Float32Array, examples: readonly Example[]): number {
  let least = 2;
  for (const example of examples) least = Math.min(least, 1 - dot(unit, example.embedding));
  return Math.max(0, least);
}

/** Twice the distance at which most examples have another of their class. */
function reachOf(examples: readonly Example[]): number {
  if (examples.length < 2) return REACH.ofOne;
  // Frames of one second are almost the same; enough of them tell how far apart they are.
  const some = examples.slice(-40);
  const gaps = some.map(({ embedding }, place) =>
    nearest(embedding, some.filter((_, other) => other !== place)),
  );
  gaps.sort((a, b) => a - b);
  const usual = gaps[Math.floor(0.9 * (gaps.length - 1))] ?? 0;
  return Math.min(REACH.most, Math.max(REACH.least, 2 * usual));
}

function toUnit(embedding: Float32Array): Float32Array | null {
  const length = Math.sqrt(dot(embedding, embedding));
  return length > 1e-12 && Number.isFinite(length) ? embedding.map((value) => value / length) : null;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return sum;
}
