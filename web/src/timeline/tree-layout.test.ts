import assert from "node:assert/strict";
import { test } from "node:test";
import { placeTree } from "./tree-layout.ts";

const TREE = {
  leaves: [11, 12, 13],
  onsets_s: [0, 1, 2],
  offsets_s: [0.4, 1.4, 2.4],
  children: [
    [0, 1],
    [3, 2],
  ],
  labels: ["phrase", ""],
  scores: [0.9, 0.5],
};

test("every join stands in the middle of what it joins", () => {
  assert.deepEqual(
    placeTree(TREE).map(({ at_s }) => at_s.toFixed(2)),
    ["0.70", "1.45"],
  );
});

test("every join stands higher than what it joins", () => {
  assert.deepEqual(
    placeTree(TREE).map(({ height }) => height),
    [1, 2],
  );
});

test("a join spans from its first to its last leaf", () => {
  assert.deepEqual(
    placeTree(TREE).map(({ from_s, to_s }) => [from_s, to_s]),
    [
      [0, 1.4],
      [0, 2.4],
    ],
  );
});

test("a tree of one leaf has no joins", () => {
  assert.deepEqual(placeTree({ leaves: [1], onsets_s: [0], offsets_s: [1], children: [], labels: [], scores: [] }), []);
});
