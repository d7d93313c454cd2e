import assert from "node:assert/strict";
import { test } from "node:test";
import { CATEGORY_COLORS, UNSURE_COLOR, colorOf, inkOn } from "./colors.ts";

test("colors repeat after the last", () => {
  assert.equal(colorOf(CATEGORY_COLORS.length + 1), colorOf(1));
});

test("what is in no category is grey", () => {
  assert.deepEqual([colorOf(null), colorOf(0)], [UNSURE_COLOR, UNSURE_COLOR]);
});

test("ink on a dark color is white, on a light one black", () => {
  assert.deepEqual([inkOn("#ab2691"), inkOn("#81d943")], ["#ffffff", "#000000"]);
});
