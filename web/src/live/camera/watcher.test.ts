import assert from "node:assert/strict";
import { test } from "node:test";
import type { Result } from "../model/protocol.ts";
import type { Recognizer } from "../model/recognizer.ts";
import { Watcher } from "./watcher.ts";
import type { Sight } from "./watcher.ts";

const FRAME = {} as VideoFrame;
const settle = () => new Promise((resolve) => setImmediate(resolve));

function watching() {
  const answers: ((result: Result) => void)[] = [];
  const recognizer: Recognizer = {
    hear: () => Promise.reject(new Error("deaf")),
    see: () => new Promise((resolve) => answers.push(resolve)),
    forget: () => undefined,
    close: () => undefined,
  };
  const sights: Sight[] = [];
  const errors: unknown[] = [];
  const watcher = new Watcher(recognizer, {
    grab: () => Promise.resolve(FRAME),
    onSight: (sight) => sights.push(sight),
    onError: (error) => errors.push(error),
  });
  const answer = async (): Promise<void> => {
    await settle();
    answers.shift()?.({ outputs: { probabilities: Float32Array.of(0.2, 0.8), embedding: Float32Array.of(1) }, ms: 80 });
    await settle();
  };
  return { watcher, answers, answer, sights, errors, recognizer };
}

test("frames that come while one is looked at are dropped", async () => {
  const { watcher, answers } = watching();
  for (let n = 0; n < 4; n++) watcher.look();
  await settle();
  assert.deepEqual([answers.length, watcher.nDropped], [1, 3]);
});

test("after an answer the next frame is looked at", async () => {
  const { watcher, answer, sights } = watching();
  for (let n = 0; n < 2; n++) {
    watcher.look();
    await answer();
  }
  assert.deepEqual(sights.map(({ number }) => number), [0, 1]);
});

test("a frame that fails is told of, and the next is looked at", async () => {
  const { watcher, errors, recognizer, answer, sights } = watching();
  const { see } = recognizer;
  recognizer.see = () => Promise.reject(new Error("out of memory"));
  watcher.look();
  await settle();
  recognizer.see = see;
  watcher.look();
  await answer();
  assert.deepEqual([errors.length, sights.length], [1, 1]);
});

test("after a stop nothing is said any more", async () => {
  const { watcher, answer, sights } = watching();
  watcher.look();
  watcher.stop();
  await answer();
  assert.equal(sights.length, 0);
});
