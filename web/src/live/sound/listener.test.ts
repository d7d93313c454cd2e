import assert from "node:assert/strict";
import { test } from "node:test";
import { Listener } from "./listener.ts";
import type { Hop } from "./listener.ts";
import type { SoundManifest } from "../model/manifest.ts";
import type { Result } from "../model/protocol.ts";
import type { Recognizer } from "../model/recognizer.ts";

const RATE = 1000;
const HOP = 100;
const MANIFEST: SoundManifest = {
  kind: "sound", labels: ["wren", "unknown"], unknownThreshold: 0.5, embeddingDim: 2, sha256: "", embeddingKey: "", size: 0, name: "", notes: [],
  sampleRateHz: RATE, hopSamples: HOP, nSlots: 2, stateSize: 1, latencyS: 0.2, noiseLabel: null,
};

/** A recognizer that answers when it is told to; it finds a call in each hop whose first sample is negative. */
class SlowRecognizer implements Recognizer {
  readonly heard: number[] = [];
  nForgotten = 0;
  #answer: (() => void) | null = null;

  hear(samples: Float32Array): Promise<Result> {
    this.heard.push(samples[0] ?? NaN);
    const isCall = (samples[0] ?? 0) < 0;
    const outputs = {
      probabilities: Float32Array.of(0.9, 0.1, 0, 0),
      embedding: Float32Array.of(1, 0, 0, 0),
      events: Float32Array.of(Number(isCall), -0.15, -0.05, 10, 20, 9, 0, 0, 0, 0, 0, 0),
      level: Float32Array.of(3),
    };
    return new Promise((resolve) => {
      this.#answer = () => resolve({ outputs, ms: 1 });
    });
  }

  see(): Promise<Result> {
    return Promise.reject(new Error("deaf"));
  }

  forget(): void {
    this.nForgotten++;
  }

  close(): void {
    this.#answer = null;
  }

  async answer(): Promise<void> {
    this.#answer?.();
    this.#answer = null;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function listening() {
  const recognizer = new SlowRecognizer();
  const hops: Hop[] = [];
  const errors: unknown[] = [];
  const listener = new Listener(MANIFEST, recognizer, RATE, {
    onSound: () => undefined,
    onHop: (hop) => hops.push(hop),
    onError: (error) => errors.push(error),
  });
  return { recognizer, hops, errors, listener };
}

/** `n` hops; the samples of hop k are all k. */
const hopsOf = (first: number, n: number): Float32Array =>
  Float32Array.from({ length: n * HOP }, (_, place) => first + Math.floor(place / HOP));

test("hops are run in order, one at a time", async () => {
  const { recognizer, listener } = listening();
  listener.push(hopsOf(1, 3));
  assert.deepEqual(recognizer.heard, [1]);
  await recognizer.answer();
  assert.deepEqual(recognizer.heard, [1, 2]);
});

test("a hop is not run before it is complete", () => {
  const { recognizer, listener } = listening();
  listener.push(new Float32Array(HOP - 1));
  assert.deepEqual(recognizer.heard, []);
});

test("calls have the times of the stream", async () => {
  const { recognizer, hops, listener } = listening();
  listener.push(hopsOf(1, 4));
  for (let n = 0; n < 4; n++) await recognizer.answer();
  listener.push(hopsOf(-5, 1));
  await recognizer.answer();
  const [call] = hops[4]?.calls ?? [];
  assert.deepEqual([call?.onsetS.toFixed(3), call?.offsetS.toFixed(3)], ["0.350", "0.450"]);
  assert.deepEqual(call?.scores, [{ name: "wren", probability: call?.scores[0]?.probability }]);
});

test("calls are numbered through", async () => {
  const { recognizer, hops, listener } = listening();
  listener.push(hopsOf(-9, 5));
  for (let n = 0; n < 5; n++) await recognizer.answer();
  assert.deepEqual(hops.flatMap(({ calls }) => calls.map(({ id }) => id)), [0, 1, 2]);
});

test("a call that was under way when the stream began has no name", async () => {
  const { recognizer, hops, listener } = listening();
  listener.push(hopsOf(-9, 3));
  for (let n = 0; n < 3; n++) await recognizer.answer();
  assert.deepEqual(hops.map(({ calls }) => calls.length), [0, 0, 1]);
});

test("what waits for ten seconds is heard afterwards", async () => {
  const { recognizer, hops, listener } = listening();
  listener.push(hopsOf(1, 101));
  assert.equal(listener.lateS, 10);
  for (let n = 0; n < 101; n++) await recognizer.answer();
  assert.deepEqual([hops.length, listener.skippedS], [101, 0]);
});

test("who is more than fifteen seconds late jumps to now, and begins anew", async () => {
  const { recognizer, hops, listener } = listening();
  for (let first = 1; first <= 152; first++) listener.push(hopsOf(first, 1));
  await recognizer.answer();
  assert.deepEqual([recognizer.heard.at(-1), recognizer.nForgotten, listener.skippedS], [152, 1, 15]);
  await recognizer.answer();
  assert.equal(hops.at(-1)?.endS, 15.2);
});

test("who jumped a moment ago jumps again when two seconds late", async () => {
  const { recognizer, listener } = listening();
  listener.push(hopsOf(1, 152));
  await recognizer.answer();
  listener.push(hopsOf(153, 25));
  await recognizer.answer();
  assert.equal(listener.skippedS, 17.5);
});

test("after a stop nothing is said any more", async () => {
  const { recognizer, hops, listener } = listening();
  listener.push(hopsOf(1, 1));
  listener.stop();
  await recognizer.answer();
  assert.equal(hops.length, 0);
});

test("a clip is what was heard between two times", () => {
  const { listener } = listening();
  listener.push(hopsOf(1, 5));
  assert.deepEqual([...listener.clip(0.198, 0.202)], [2, 2, 3, 3]);
});

test("a clip of what was not heard yet is shorter", () => {
  const { listener } = listening();
  listener.push(hopsOf(1, 1));
  assert.equal(listener.clip(0.05, 9).length, 50);
});

test("a failing recognizer is told of once", async () => {
  const { recognizer, errors, listener } = listening();
  recognizer.hear = () => Promise.reject(new Error("out of memory"));
  listener.push(hopsOf(1, 1));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(errors.map(String), ["Error: out of memory"]);
});
