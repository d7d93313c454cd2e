// Whether a picture belongs to a taught class at all: prototypes with shrinkage, seen from what the camera sees anyway.
//
// All pictures have much in common, and those of one place more. That is what the camera saw while nobody taught, the
// classes themselves, and what the network knows of the pictures that it learned from, on average; from there, a class
// lies in the direction of the mean of its examples. A picture belongs to it if its cosine exceeds a share of what the
// examples have with the mean of the others. Few examples say little about themselves, so they are shrunk to what is
// usual. docs/benchmarks.md has what the numbers were chosen on, and what they do to other pictures.
import { dot } from "./head.ts";

/** Cosine of an example and the mean of the others of its class, where nothing is known; worth so many examples. */
const USUAL = { likeness: 0.3, weight: 20 };
/** The cosine at the border of a class, as a share of that of its examples: more while few frames were seen, when
 * nobody knows yet what all pictures of the place have in common, and all of them look alike. */
const BORDER = { least: 0.485, more: 0.64, seen: 6 };
/** Frames of a thing held still are more alike than other views of it will be. */
const MOST_ALIKE = 0.5;
/** What was seen counts as much as so many classes at most, and so does what pictures are on average. */
const MOST_SEEN = 12;
const USUAL_WEIGHT = 3;
const STEEPNESS = 4;

interface Prototype {
  readonly direction: Float32Array;
  readonly least: number;
}

export class Likeness {
  readonly #center: Float32Array;
  readonly #prototypes: readonly (Prototype | null)[];

  /** `seen` holds unit vectors of frames that belong to no class, `usual` what pictures are on average, if known. */
  constructor(classes: readonly (readonly Float32Array[])[], seen: readonly Float32Array[], usual: Float32Array | null) {
    const means = classes.filter((one) => one.length > 0).map(mean);
    const known = usual === null ? [] : times(USUAL_WEIGHT, usual);
    this.#center = mean([...means, ...known, ...times(Math.min(MOST_SEEN, seen.length), mean(seen))]);
    const border = BORDER.least + BORDER.more * Math.exp(-seen.length / BORDER.seen);
    this.#prototypes = classes.map((examples) => prototypeOf(examples.map((one) => this.#centered(one)), border));
  }

  /** How well a unit vector fits each class: a half at the border, about 1 for what is like the examples. */
  fits(unit: Float32Array): number[] {
    const here = this.#centered(unit);
    return this.#prototypes.map((one) => (one === null ? 0 : 1 / (1 + Math.exp(-STEEPNESS * (dot(here, one.direction) / one.least - 1)))));
  }

  #centered(unit: Float32Array): Float32Array {
    return toUnit(unit.map((value, place) => value - this.#center[place]!)) ?? new Float32Array(unit.length);
  }
}

function prototypeOf(examples: readonly Float32Array[], border: number): Prototype | null {
  const direction = examples.length === 0 ? null : toUnit(mean(examples));
  if (direction === null) return null;
  const own = examples.length < 2 ? 0 : sum(examples.map((one) => likenessToOthers(one, examples)));
  const n = examples.length < 2 ? 0 : examples.length;
  const likeness = (own + USUAL.weight * USUAL.likeness) / (n + USUAL.weight);
  return { direction, least: Math.max(0.05, border * Math.min(MOST_ALIKE, likeness)) };
}

function likenessToOthers(one: Float32Array, all: readonly Float32Array[]): number {
  const others = toUnit(mean(all).map((value, place) => value * all.length - one[place]!));
  return others === null ? 0 : dot(one, others);
}

/**
 * The roots of the numbers of a picture's embedding, with their signs: without them a few large numbers, such as those of
 * the ground that a thing stands on, outweigh all others (Perronnin and others 2010).
 */
export function rooted(unit: Float32Array): Float32Array {
  const roots = unit.map((value) => Math.sign(value) * Math.sqrt(Math.abs(value)));
  return toUnit(roots) ?? roots;
}

export function toUnit(embedding: Float32Array): Float32Array | null {
  const length = Math.sqrt(dot(embedding, embedding));
  return length > 1e-12 && Number.isFinite(length) ? embedding.map((value) => value / length) : null;
}

function times(n: number, row: Float32Array): Float32Array[] {
  return Array.from({ length: n }, () => row);
}

function mean(rows: readonly Float32Array[]): Float32Array {
  const total = new Float32Array(rows[0]?.length ?? 0);
  for (const row of rows) for (let place = 0; place < total.length; place++) total[place] = total[place]! + row[place]!;
  return total.map((value) => value / rows.length);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
