import assert from "node:assert/strict";
import { test } from "node:test";
import { changedSettings, flat, resultName } from "./settings.ts";

test("settings carry the name of their stage", () => {
  assert.deepEqual(flat({ events: { onset_z: 4.5 }, seed: 0 }), [
    { name: "events.onset_z", value: "4.5" },
    { name: "seed", value: "0" },
  ]);
});

test("changed, new and gone settings are told", () => {
  assert.deepEqual(changedSettings({ a: { x: 1, y: 2, z: 0 } }, { a: { x: 1, y: 3, w: 4 } }), ["a.y", "a.w", "a.z"]);
});

test("the name of a result is words", () => {
  assert.equal(resultName("n_answers"), "number of answers");
  assert.equal(resultName("detection_onset.n_matched"), "detection onset, number of matched");
});
