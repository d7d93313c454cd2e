import assert from "node:assert/strict";
import { test } from "node:test";
import { EarlySound } from "./early-sound.ts";

const chunk = (value: number): Float32Array => Float32Array.of(value);

function heardBy(early: EarlySound): [number, number][] {
  const heard: [number, number][] = [];
  early.leadTo((samples, cameAtMs) => heard.push([samples[0] ?? NaN, cameAtMs]));
  return heard;
}

test("what came before somebody listens is handed over in order, with its times", () => {
  const early = new EarlySound();
  early.push(chunk(1), 100);
  early.push(chunk(2), 120);
  assert.deepEqual(heardBy(early), [[1, 100], [2, 120]]);
});

test("only the newest second waits", () => {
  const early = new EarlySound();
  for (const atMs of [0, 400, 800, 1200, 1600]) early.push(chunk(atMs), atMs);
  assert.deepEqual(heardBy(early).map(([value]) => value), [800, 1200, 1600]);
});

test("what comes later is passed on at once, and once", () => {
  const early = new EarlySound();
  early.push(chunk(1), 0);
  const heard = heardBy(early);
  early.push(chunk(2), 20);
  assert.deepEqual(heard, [[1, 0], [2, 20]]);
});
