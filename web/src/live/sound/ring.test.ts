import assert from "node:assert/strict";
import { test } from "node:test";
import { Ring } from "./ring.ts";

const counted = (from: number, length: number): Float32Array => Float32Array.from({ length }, (_, n) => from + n);

test("the ring gives back what was written, across its seam", () => {
  const ring = new Ring(10);
  ring.write(counted(0, 7));
  ring.write(counted(7, 7));
  assert.deepEqual([...ring.read(5, new Float32Array(8))], [5, 6, 7, 8, 9, 10, 11, 12]);
});

test("what was overwritten and what is still to come reads as silence", () => {
  const ring = new Ring(4);
  ring.write(counted(1, 6));
  assert.deepEqual([...ring.read(0, new Float32Array(8))], [0, 0, 3, 4, 5, 6, 0, 0]);
});

test("a chunk longer than the ring leaves its end", () => {
  const ring = new Ring(3);
  ring.write(counted(0, 8));
  assert.equal(ring.total, 8);
  assert.deepEqual([...ring.read(5, new Float32Array(3))], [5, 6, 7]);
});
