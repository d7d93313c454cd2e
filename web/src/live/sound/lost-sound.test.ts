import assert from "node:assert/strict";
import { test } from "node:test";
import { LostSound } from "./lost-sound.ts";

const CHUNK_S = 0.1;

/** Chunks in turn: `count` of them, the first `pauseS` after the one before. */
function after(...parts: readonly { readonly count: number; readonly pauseS?: number; readonly apartS?: number }[]): LostSound {
  const lost = new LostSound();
  let atS = 100;
  for (const { count, pauseS = 0, apartS = CHUNK_S } of parts) {
    atS += pauseS;
    for (let nth = 0; nth < count; nth++) {
      atS += apartS;
      lost.came(CHUNK_S, atS);
    }
  }
  return lost;
}

test("nothing is lost where sound keeps step with the clock", () => {
  assert.equal(after({ count: 1000 }).behindS, 0);
});

test("what is missing for good is lost", () => {
  const { behindS, lostS } = after({ count: 100 }, { count: 100, pauseS: 3 });
  assert.ok(Math.abs(behindS - 3) < 1e-6);
  assert.ok(Math.abs(lostS - 3) < 0.01);
});

test("what is lost adds up", () => {
  const { behindS, lostS } = after({ count: 100 }, { count: 100, pauseS: 3 }, { count: 100, pauseS: 1 });
  assert.ok(Math.abs(behindS - 4) < 1e-6);
  assert.ok(Math.abs(lostS - 4) < 0.01);
});

test("what comes late and then at once is not lost", () => {
  assert.equal(after({ count: 100 }, { count: 40, pauseS: 4, apartS: 0 }, { count: 100 }).behindS, 0);
});

test("a sound card that differs by a ten-thousandth loses nothing in a night, and times go by the clock", () => {
  const { behindS, lostS } = after({ count: 360_000, apartS: CHUNK_S * 1.0001 });
  assert.equal(lostS, 0);
  assert.ok(behindS > 3.6 - 0.5 && behindS <= 3.6);
});

test("sound that goes missing bit by bit is lost", () => {
  const { lostS } = after({ count: 36_000, apartS: CHUNK_S * 1.002 });
  assert.ok(lostS > 0.85 * 7.2 && lostS < 7.2);
});
