import assert from "node:assert/strict";
import { test } from "node:test";
import { LostSound } from "./lost-sound.ts";

const CHUNK_S = 0.1;

/** Chunks in turn: `count` of them, the first `pauseS` after the one before. */
function lostAfter(...parts: readonly { readonly count: number; readonly pauseS?: number; readonly apartS?: number }[]): number {
  const lost = new LostSound();
  let atS = 100;
  for (const { count, pauseS = 0, apartS = CHUNK_S } of parts) {
    atS += pauseS;
    for (let nth = 0; nth < count; nth++) {
      atS += apartS;
      lost.came(CHUNK_S, atS);
    }
  }
  return lost.seconds;
}

test("nothing is lost where sound keeps step with the clock", () => {
  assert.equal(lostAfter({ count: 1000 }), 0);
});

test("what is missing for good is lost", () => {
  assert.ok(Math.abs(lostAfter({ count: 100 }, { count: 100, pauseS: 3 }) - 3) < 1e-6);
});

test("what is lost adds up", () => {
  const lostS = lostAfter({ count: 100 }, { count: 100, pauseS: 3 }, { count: 100, pauseS: 1 });
  assert.ok(Math.abs(lostS - 4) < 1e-6);
});

test("what comes late and then at once is not lost", () => {
  assert.equal(lostAfter({ count: 100 }, { count: 40, pauseS: 4, apartS: 0 }, { count: 100 }), 0);
});

test("a sound card that differs by a ten-thousandth loses nothing in an hour", () => {
  assert.equal(lostAfter({ count: 36_000, apartS: CHUNK_S * 1.0001 }), 0);
});
