import assert from "node:assert/strict";
import { test } from "node:test";
import { countLabels, curvePlaces } from "./curve.ts";

test("a better estimate stands higher and a later one further right", () => {
  const [first, second] = curvePlaces([
    { n_labels: 1, estimate: 0.5 },
    { n_labels: 2, estimate: 0.75 },
  ]);
  assert.ok(second!.y < first!.y && second!.x > first!.x);
});

test("numbers of answers under the curve are few and round", () => {
  assert.deepEqual(
    [countLabels(10), countLabels(43)],
    [
      [0, 2, 4, 6, 8, 10],
      [0, 10, 20, 30, 40],
    ].map((row) => row),
  );
});
