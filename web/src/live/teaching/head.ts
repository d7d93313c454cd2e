// Which of several classes: multinomial logistic regression on the examples, for embeddings of unit length.
//
// Few examples of many numbers: the weights lie in the span of the examples, so they are sought there, by their products
// with one another. L2 penalty as in scikit-learn's `LogisticRegression`, classes weighted alike whatever their number of
// examples, minimized by Nesterov's accelerated gradient (1983).

export interface Lesson {
  readonly embedding: Float32Array;
  readonly group: number;
}

/** scikit-learn's C for unit vectors: enough to be decided where classes are apart. */
const C = 100;
const N_STEPS = 150;
/** Of a class at most; frames of one second are almost the same, and products cost the square. */
const MOST_PER_GROUP = 40;

export class Head {
  readonly #examples: readonly Float32Array[];
  /** (examples, groups), row by row. */
  readonly #weights: Float64Array;
  readonly #biases: Float64Array;

  constructor(lessons: readonly Lesson[], nGroups: number) {
    const kept = thinned(lessons, nGroups);
    this.#examples = kept.map(({ embedding }) => embedding);
    const { weights, biases } = fit(kept, nGroups);
    this.#weights = weights;
    this.#biases = biases;
  }

  /** Probabilities of the groups, which add up to 1. */
  shares(embedding: Float32Array): Float64Array {
    const scores = this.#biases.slice();
    const n = scores.length;
    this.#examples.forEach((example, row) => {
      const product = dot(example, embedding);
      for (let group = 0; group < n; group++) scores[group] = (scores[group] ?? 0) + product * (this.#weights[row * n + group] ?? 0);
    });
    return softmax(scores);
  }
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += a[place]! * b[place]!;
  return sum;
}

function thinned(lessons: readonly Lesson[], nGroups: number): Lesson[] {
  return Array.from({ length: nGroups }, (_, group) => {
    const own = lessons.filter((lesson) => lesson.group === group);
    const n = Math.min(own.length, MOST_PER_GROUP);
    return Array.from({ length: n }, (_unused, place) => own[Math.floor((place * own.length) / n)]!);
  }).flat();
}

function fit(lessons: readonly Lesson[], nGroups: number): { readonly weights: Float64Array; readonly biases: Float64Array } {
  const n = lessons.length;
  const products = productsOf(lessons);
  const sizes = Array.from({ length: nGroups }, (_, group) => lessons.filter((one) => one.group === group).length);
  const counts = lessons.map(({ group }) => n / (nGroups * (sizes[group] ?? 1)));
  // The largest curvature: half the sum of the squared lengths, bounded by the products' largest row, and the penalty.
  const step = 1 / (1 / C + 0.5 * largestRow(products, counts, n));
  let weights: Float64Array = new Float64Array(n * nGroups);
  let biases: Float64Array = new Float64Array(nGroups);
  let [lastWeights, lastBiases] = [weights, biases];
  for (let round = 0; round < N_STEPS; round++) {
    const push = round / (round + 3);
    const aheadWeights = weights.map((value, place) => value + push * (value - lastWeights[place]!));
    const aheadBiases = biases.map((value, place) => value + push * (value - lastBiases[place]!));
    const errors = errorsOf(products, aheadWeights, aheadBiases, lessons, counts, nGroups);
    [lastWeights, lastBiases] = [weights, biases];
    weights = aheadWeights.map((value, place) => value - step * (errors[place]! + value / C));
    biases = aheadBiases.map((value, group) => {
      let sum = 0;
      for (let row = 0; row < n; row++) sum += errors[row * nGroups + group]!;
      return value - step * sum;
    });
  }
  return { weights, biases };
}

/** What the probabilities of the examples are too great by, weighted; (examples, groups). */
function errorsOf(products: Float64Array, weights: Float64Array, biases: Float64Array, lessons: readonly Lesson[], counts: readonly number[], nGroups: number): Float64Array {
  const n = lessons.length;
  const errors = new Float64Array(n * nGroups);
  for (let row = 0; row < n; row++) {
    const scores = biases.slice();
    for (let other = 0; other < n; other++) {
      const product = products[row * n + other]!;
      for (let group = 0; group < nGroups; group++) scores[group] = scores[group]! + product * weights[other * nGroups + group]!;
    }
    softmax(scores).forEach((share, group) => {
      errors[row * nGroups + group] = counts[row]! * (share - (lessons[row]!.group === group ? 1 : 0));
    });
  }
  return errors;
}

function productsOf(lessons: readonly Lesson[]): Float64Array {
  const n = lessons.length;
  const products = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let other = 0; other <= row; other++) {
      const product = dot(lessons[row]!.embedding, lessons[other]!.embedding);
      products[row * n + other] = product;
      products[other * n + row] = product;
    }
  }
  return products;
}

/** A bound of the largest eigenvalue of the weighted products, the bias included. */
function largestRow(products: Float64Array, counts: readonly number[], n: number): number {
  let largest = 0;
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let other = 0; other < n; other++) sum += counts[other]! * (Math.abs(products[row * n + other]!) + 1);
    largest = Math.max(largest, sum);
  }
  return largest;
}

function softmax(scores: Float64Array): Float64Array {
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = scores.map((score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}
