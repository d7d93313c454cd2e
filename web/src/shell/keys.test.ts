import assert from "node:assert/strict";
import { test } from "node:test";
import { bindKeys, handleKey } from "./keys.ts";
import type { KeyBinding } from "./keys.ts";

// What the keys ask of a browser: nothing has the focus, and no dialog is open.
Object.assign(globalThis, { HTMLElement: class {}, document: { querySelector: () => null } });

/** Returns how often a binding runs when these events come. */
function nRuns(binding: Omit<KeyBinding, "run">, ...events: Partial<KeyboardEvent>[]): number {
  let n = 0;
  const unbind = bindKeys("Test", [{ ...binding, run: () => n++ }]);
  for (const event of events) handleKey({ preventDefault: () => undefined, ...event } as KeyboardEvent);
  unbind();
  return n;
}

test("a key that is held down answers once", () => {
  assert.equal(nRuns({ key: "x" }, { key: "x" }, { key: "x", repeat: true }, { key: "x", repeat: true }), 1);
});

test("a key that may repeat goes on while it is held down", () => {
  assert.equal(nRuns({ key: "ArrowRight", repeats: true }, { key: "ArrowRight" }, { key: "ArrowRight", repeat: true }), 2);
});

test("the keys that redo elsewhere do not undo here", () => {
  const undo = { key: "z", ctrlKey: true };
  assert.equal(nRuns({ key: "Ctrl+z" }, undo, { ...undo, key: "Z", shiftKey: true }), 1);
});
