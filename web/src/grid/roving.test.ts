import assert from "node:assert/strict";
import { test } from "node:test";
import { nextRow } from "./roving.ts";

// Three columns and a short last row.
const BOXES = Array.from({ length: 8 }, (_, place) => ({ left: (place % 3) * 100, top: Math.floor(place / 3) * 80 }));

test("down goes to the same column of the next row", () => {
  assert.equal(nextRow(BOXES, 1, 1), 4);
});

test("up goes to the same column of the row before", () => {
  assert.equal(nextRow(BOXES, 7, -1), 4);
});

test("down from above a gap goes to the last of the short row", () => {
  assert.equal(nextRow(BOXES, 5, 1), 7);
});

test("beyond the first and the last row nothing moves", () => {
  assert.deepEqual([nextRow(BOXES, 1, -1), nextRow(BOXES, 6, 1)], [1, 6]);
});
