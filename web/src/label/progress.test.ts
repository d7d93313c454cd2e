import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateWords } from "./progress.ts";

test("before the first answer the estimate goes by labels that came from elsewhere", () => {
  assert.deepEqual(estimateWords({ quality: 0.34, n_answers: 0 }), [
    "About 34%",
    " of all events have the right name by the labels so far (a rough guess before the first answer).",
  ]);
});

test("without labels there is no estimate", () => {
  assert.deepEqual(estimateWords({ quality: null, n_answers: 0 }), ["", "After 0 answers there is no estimate yet."]);
});
