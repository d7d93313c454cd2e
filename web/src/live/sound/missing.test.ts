import assert from "node:assert/strict";
import { test } from "node:test";
import { MissedShare, wordsOfMissing } from "./missing.ts";

test("a computer that is too slow says how much it misses, and what to do", () => {
  assert.match(wordsOfMissing(20, 0.66, 0), /too slow right now and misses 66% of the sound, 20.s so far\. Close other programs/);
});

test("sound that was missed long ago is past", () => {
  assert.match(wordsOfMissing(3, 0, 0), /was too slow and missed 3(\.0)? s of sound/);
});

test("a computer that misses nothing gives no warning", () => {
  assert.equal(wordsOfMissing(0, 0, 0.2), "");
});

test("a computer that is behind says how late names come", () => {
  assert.match(wordsOfMissing(3, 0, 4), /is busy, so names come 4(\.0)?.s late\. Close other programs/);
});

test("the share is that of the newest half minute", () => {
  const share = new MissedShare();
  for (let nowS = 0; nowS <= 100; nowS++) share.at(nowS, Math.min(nowS, 50) / 2);
  assert.equal(share.at(100, 25), 0);
});
