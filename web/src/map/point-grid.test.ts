import assert from "node:assert/strict";
import { test } from "node:test";
import { PointGrid, isInside } from "./point-grid.ts";
import type { Point } from "../drawing/view.ts";

/** The same points on every run (a linear congruential generator). */
function scattered(n: number): Float32Array {
  let state = 7;
  return Float32Array.from({ length: 2 * n }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state / 2 ** 30 - 1;
  });
}

function slowNearest(places: Float32Array, x: number, y: number, reach: number): number {
  let best = -1;
  let least = reach;
  for (let row = 0; row < places.length / 2; row++) {
    const distance = Math.hypot(places[2 * row]! - x, places[2 * row + 1]! - y);
    if (distance <= least) [best, least] = [row, distance];
  }
  return best;
}

test("the nearest point is the one that a look at all of them finds", () => {
  const [places, queries] = [scattered(2000), scattered(3000).subarray(4000)];
  const grid = new PointGrid(places);
  for (let at = 0; at < queries.length; at += 2) {
    const [x, y] = [queries[at]!, queries[at + 1]!];
    assert.equal(grid.nearest(x, y, 0.05), slowNearest(places, x, y, 0.05));
  }
});

test("a lasso holds the points that a look at all of them finds", () => {
  const places = scattered(2000);
  const star: Point[] = [
    [-0.8, -0.5],
    [0.1, 0.9],
    [0.7, -0.6],
    [-0.9, 0.4],
    [0.9, 0.3],
  ];
  const slow = Array.from({ length: 2000 }, (_, row) => row).filter((row) =>
    isInside(star, places[2 * row]!, places[2 * row + 1]!),
  );
  assert.deepEqual([...new PointGrid(places).within(star)], slow);
});

test("nothing is near an empty map", () => {
  assert.equal(new PointGrid(new Float32Array(0)).nearest(0, 0, 10), -1);
});

test("points in one place are all found by a lasso around it", () => {
  assert.equal(
    new PointGrid(new Float32Array(20).fill(3)).within([
      [2, 2],
      [4, 2],
      [4, 4],
      [2, 4],
    ]).length,
    10,
  );
});

test("two corners are no lasso", () => {
  assert.equal(
    new PointGrid(scattered(10)).within([
      [-1, -1],
      [1, 1],
    ]).length,
    0,
  );
});

test("a point that is no number is never the nearest", () => {
  assert.equal(new PointGrid(Float32Array.of(NaN, NaN, 1, 1)).nearest(0, 0, 5), 1);
});
