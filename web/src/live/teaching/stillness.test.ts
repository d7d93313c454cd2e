import assert from "node:assert/strict";
import { test } from "node:test";
import { Stillness } from "./stillness.ts";

const at = (degrees: number): Float32Array => Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
const after = (frames: readonly number[]): boolean => {
  const stillness = new Stillness();
  for (const degrees of frames) stillness.note(at(degrees));
  return stillness.isStill;
};

test("ten frames alike are a thing held still", () => {
  assert.ok(after([0, 1, 2, 1, 0, 1, 2, 1, 0, 1]));
});

test("a thing that is moved is not still", () => {
  assert.ok(!after([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]));
});

test("fewer frames say nothing", () => {
  assert.ok(!after([0, 0, 0]));
});
