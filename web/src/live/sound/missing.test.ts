import assert from "node:assert/strict";
import { test } from "node:test";
import { MissedShare, wordsOfMissing } from "./missing.ts";

test("a computer that hears a third says so, and what to do", () => {
  assert.match(wordsOfMissing(20, 0.66), /only about every third moment is heard\. Close other programs/);
});

test("a few percent are told as percent", () => {
  assert.match(wordsOfMissing(3, 0.1), /too slow right now: 10% of the sound is not heard/);
});

test("what was missed long ago is told in the past", () => {
  assert.match(wordsOfMissing(3, 0), /was too slow and missed 3(\.0)? s of sound/);
});

test("nothing is said where nothing is missing", () => {
  assert.equal(wordsOfMissing(0, 0), "");
});

test("the share is that of the newest half minute", () => {
  const share = new MissedShare();
  for (let nowS = 0; nowS <= 100; nowS++) share.at(nowS, Math.min(nowS, 50) / 2);
  assert.equal(share.at(100, 25), 0);
});
