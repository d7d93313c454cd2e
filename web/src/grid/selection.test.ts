import assert from "node:assert/strict";
import { test } from "node:test";
import { Selection } from "./selection.ts";

const ORDER = [7, 3, 9, 1, 4];

test("choosing twice takes a choice back", () => {
  const selection = new Selection();
  selection.toggle(3);
  selection.toggle(3);
  assert.equal(selection.size, 0);
});

test("a range follows the order that is shown", () => {
  const selection = new Selection();
  selection.toggle(3);
  selection.extendTo(1, ORDER);
  assert.deepEqual(selection.ids(), [3, 9, 1]);
});

test("a range may go backwards", () => {
  const selection = new Selection();
  selection.toggle(1);
  selection.extendTo(3, ORDER);
  assert.deepEqual(selection.ids().sort(), [1, 3, 9]);
});

test("a range without a first choice is one thing", () => {
  const selection = new Selection();
  selection.extendTo(9, ORDER);
  assert.deepEqual(selection.ids(), [9]);
});

test("what is gone is no longer chosen", () => {
  const selection = new Selection();
  selection.all([3, 9]);
  selection.keep([9, 4]);
  assert.deepEqual(selection.ids(), [9]);
});

test("every change is told", () => {
  let n_changes = 0;
  const selection = new Selection(() => n_changes++);
  selection.toggle(3);
  selection.clear();
  assert.equal(n_changes, 2);
});
