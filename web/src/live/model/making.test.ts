import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "./making.ts";

test("the time that is left can be told from the words", () => {
  assert.equal(wordsOf({ sinceS: 8.2, expectedS: 20 }), "The recognizer is being made: 8 of about 20 seconds.");
});

test("what takes longer than expected has a reason", () => {
  assert.match(wordsOf({ sinceS: 31, expectedS: 20 }), /after 31 seconds; other programs may be keeping this computer busy/);
});
