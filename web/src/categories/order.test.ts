import assert from "node:assert/strict";
import { test } from "node:test";
import type { CategorySummary } from "../server/api.ts";
import { arranged, orderAfter, orderOf } from "./order.ts";

function category(number: number, facts: Partial<CategorySummary>): CategorySummary {
  return {
    number, name: null, size: 1, certainty: 0.5, novelty: 0, medoid_event_id: 1, example_event_ids: [1], n_recordings: 1,
    duration_s: 0.1, low_hz: 0, high_hz: 1000, is_noise: false, ...facts,
  };
}

const ALL = [
  category(1, { size: 5, certainty: 0.65, novelty: 0.1, name: "Trill" }),
  category(2, { size: 9, certainty: 0.4, novelty: 0.99, is_noise: true }),
  category(3, { size: 7, certainty: 0.6, novelty: 0.9 }),
  category(4, { size: 8, certainty: 0.7, novelty: 0.5 }),
];
const numbers = (found: readonly CategorySummary[]): number[] => found.map((one) => one.number);

test("by size the biggest comes first, and noise last", () => {
  assert.deepEqual(numbers(arranged(ALL, "size", "")), [4, 3, 1, 2]);
});

test("by certainty the least sure comes first", () => {
  assert.deepEqual(numbers(arranged(ALL, "certainty", "")), [3, 1, 4, 2]);
});

test("by novelty what is most unlike others comes first", () => {
  assert.deepEqual(numbers(arranged(ALL, "novelty", "")), [3, 4, 1, 2]);
});

test("words find names whatever their case", () => {
  assert.deepEqual(numbers(arranged(ALL, "size", " tRILL")), [1]);
});

test("an unknown order in the address is by size", () => {
  assert.equal(orderOf("beauty"), "size");
});

test("after the last order comes the first", () => {
  assert.equal(orderAfter("novelty"), "size");
});
