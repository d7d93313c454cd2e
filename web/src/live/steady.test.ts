import assert from "node:assert/strict";
import { test } from "node:test";
import { SteadyLabel } from "./steady.ts";

const frame = (cup: number, bell = 0) => [
  { name: "cup", probability: cup },
  { name: "bell", probability: bell },
];

/** Shows `frames` a tenth of a second apart, returns the label after each. */
function labels(frames: readonly ReturnType<typeof frame>[], threshold = 0.5): (string | null)[] {
  const steady = new SteadyLabel({ memoryMs: 200, leaveShare: 0.7, lead: 0.1 });
  return frames.map((one, place) => steady.update(one, 100 * place, threshold));
}

test("a label enters above the threshold", () => {
  assert.deepEqual(labels([frame(0.4), frame(0.9), frame(0.9)]), [null, "cup", "cup"]);
});

test("one bad frame does not take a label away", () => {
  assert.deepEqual(labels([frame(0.9), frame(0.2), frame(0.9)]), ["cup", "cup", "cup"]);
});

test("a label leaves when it has been gone for a while", () => {
  assert.equal(labels([frame(0.9), ...Array.from({ length: 6 }, () => frame(0))]).at(-1), null);
});

test("a label that is hardly ahead does not take over", () => {
  assert.equal(labels([frame(0.6), ...Array.from({ length: 9 }, () => frame(0.55, 0.6))]).at(-1), "cup");
});

test("a label that leads clearly takes over", () => {
  assert.equal(labels([frame(0.9), ...Array.from({ length: 9 }, () => frame(0.1, 0.8))]).at(-1), "bell");
});

test("nothing is sure enough for a threshold of 1", () => {
  assert.deepEqual(labels([frame(1), frame(1), frame(1)], 1), [null, null, null]);
});

test("the averages do not depend on how often frames come", () => {
  const slow = new SteadyLabel();
  const fast = new SteadyLabel();
  slow.update(frame(0), 0, 0.5);
  fast.update(frame(0), 0, 0.5);
  slow.update(frame(1), 400, 0.5);
  for (let ms = 100; ms <= 400; ms += 100) fast.update(frame(1), ms, 0.5);
  assert.ok(Math.abs((slow.ranked()[0]?.probability ?? 0) - (fast.ranked()[0]?.probability ?? 1)) < 1e-12);
});
