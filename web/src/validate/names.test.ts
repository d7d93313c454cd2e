import assert from "node:assert/strict";
import { test } from "node:test";
import { namesToCheck } from "./names.ts";

test("names that the form does not list are counted", () => {
  const names = Array.from({ length: 300 }, (_, i) => ({ name: `name ${i}`, n_events: 2 }));
  const { shown, n_more } = namesToCheck({ names });
  assert.deepEqual([shown.length, n_more], [200, 100]);
});
