import assert from "node:assert/strict";
import { test } from "node:test";
import { Lines } from "./lines.ts";
import type { Line } from "./lines.ts";

const lineOf = (number: number): Line => ({
  onsetS: number / 3,
  offsetS: number / 3 + 0.1,
  lowHz: number % 2 === 0 ? null : 100 + number,
  highHz: number % 2 === 0 ? null : 200 + number,
  label: `kind ${number % 7}`,
  confidence: 1 / (1 + number),
  isNamed: number % 3 !== 0,
});

test("lines are what was added", () => {
  const lines = new Lines();
  const numbers = Array.from({ length: 1000 }, (_, number) => lines.add(lineOf(number)));
  assert.deepEqual(lines.all(), numbers.map(lineOf));
});

test("dropping the oldest lines changes neither the others nor their numbers", () => {
  const [lines, plain] = [new Lines(), [] as number[]];
  for (let number = 0; number < 2000; number++) {
    plain.push(lines.add(lineOf(number)));
    for (let n = 0; n < (number % 5 === 4 ? 4 : 0); n++) {
      lines.dropOldest();
      plain.shift();
    }
    assert.deepEqual([lines.n, ...lines.range], [plain.length, number + 1 - plain.length, number + 1]);
  }
  assert.deepEqual(lines.all(), plain.map(lineOf));
});

test("no line can be dropped where there is none", () => {
  const lines = new Lines();
  lines.dropOldest();
  assert.equal(lines.add(lineOf(5)), 0);
  assert.deepEqual(lines.all(), [lineOf(5)]);
});
