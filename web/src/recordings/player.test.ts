import assert from "node:assert/strict";
import { test } from "node:test";

// What the modules ask of a browser when they are read.
Object.assign(globalThis, {
  Audio: class { addEventListener(): void {} },
  document: { createElement: () => ({ setAttribute: () => undefined }) },
});
const { pieceEnd } = await import("./player.ts");

test("a long stretch is played in pieces of half a minute of listening", () => {
  assert.deepEqual([pieceEnd(0, 3600, 1, 48_000), pieceEnd(0, 3600, 10, 48_000)], [30, 3]);
});

test("a short rest is played with the piece before it", () => {
  assert.equal(pieceEnd(10, 52, 1, 48_000), 52);
});

test("no piece has more samples than the server sends at once", () => {
  for (const rate_hz of [192_000, 250_000, 384_000, 1_000_000])
    for (const end_s of [20, 22, 40, 44, 3600]) assert.ok(pieceEnd(0, end_s, 1, rate_hz) * rate_hz <= 8e6, `${rate_hz} ${end_s}`);
});
