import assert from "node:assert/strict";
import { test } from "node:test";
import { nameAt } from "./overlay.ts";

test("a name stays inside the map", () => {
  assert.deepEqual(
    [nameAt([10, 50], 40, { width: 300 }), nameAt([290, 50], 40, { width: 300 }), nameAt([150, -5], 40, { width: 300 })],
    [
      [40, 50],
      [260, 50],
      [150, 9],
    ],
  );
});

test("a name in the middle of the map stays above its points", () => {
  assert.deepEqual(nameAt([150, 50], 40, { width: 300 }), [150, 50]);
});
