import assert from "node:assert/strict";
import { test } from "node:test";
import { Settling } from "./settling.ts";

const RATE_HZ = 1000;

function heard(nChunks: number, length: number): number[] {
  const settling = new Settling(RATE_HZ);
  return Array.from({ length: nChunks }, () => [...settling.take(new Float32Array(length).fill(1))]).flat();
}

test("a quarter of a second is left out, whatever the chunks", () => {
  for (const [nChunks, length] of [[10, 100], [1, 1000], [1000, 1]] as const) assert.equal(heard(nChunks, length).length, 750);
});

test("what follows begins softly and then is as it is", () => {
  const samples = heard(10, 100);
  assert.ok((samples[0] ?? 1) < 0.01);
  assert.deepEqual(new Set(samples.slice(20)), new Set([1]));
});
