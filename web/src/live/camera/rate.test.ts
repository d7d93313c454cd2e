import assert from "node:assert/strict";
import { test } from "node:test";
import { Rate } from "./rate.ts";

test("the rate is that of the newest frames, whatever the start was like", () => {
  const rate = new Rate();
  rate.add(0);
  for (let frame = 0; frame < 60; frame++) rate.add(10 + frame / 20);
  assert.ok(Math.abs(rate.perSecond - 20) < 1e-9);
});

test("a single frame has no rate", () => {
  const rate = new Rate();
  rate.add(1);
  assert.equal(rate.perSecond, 0);
});
