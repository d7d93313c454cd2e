import assert from "node:assert/strict";
import { test } from "node:test";
import { Spells } from "./spells.ts";

test("a spell lasts from the first frame of a label to the first of another", () => {
  const spells = new Spells();
  const ended = [["cup", 0.6], ["cup", 0.9], ["bell", 0.7]].map(([label, p], at) => spells.update(label as string, p as number, at));
  assert.deepEqual(ended[2], { label: "cup", onsetS: 0, offsetS: 2, lowHz: null, highHz: null, confidence: 0.9 });
});

test("no label is no spell", () => {
  const spells = new Spells();
  spells.update(null, 0.2, 0);
  assert.equal(spells.update("cup", 0.9, 1), null);
});

test("stopping ends the spell that is under way", () => {
  const spells = new Spells();
  spells.update("cup", 0.9, 1);
  assert.equal(spells.finish(3)?.offsetS, 3);
});
