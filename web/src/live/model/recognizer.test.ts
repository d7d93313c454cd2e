import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Manifest } from "./manifest.ts";
import { startRecognizer } from "./recognizer.ts";
import type { Recognizer } from "./recognizer.ts";

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

/** A recognizer whose worker is ready, and a way to have the worker fail. */
async function started(): Promise<{ readonly recognizer: Recognizer; readonly fail: () => void }> {
  globalThis.fetch = () => Promise.resolve(new Response());
  const worker = Object.assign(new EventTarget(), { postMessage: () => undefined, terminate: () => undefined });
  const say = (data: unknown): void => void worker.dispatchEvent(new MessageEvent("message", { data }));
  const url = new URL("http://localhost/");
  const starting = startRecognizer(worker as unknown as Worker, { worker: url, runtime: url, missing: "" }, {} as Manifest, new ArrayBuffer(0));
  say({ kind: "ready" });
  return { recognizer: await starting, fail: () => say({ kind: "failed", id: null, message: "out of memory" }) };
}

const WORDS = { name: "Error", message: "The recognizer failed: out of memory" };

test("who waits for an answer is told that the worker failed", async () => {
  const { recognizer, fail } = await started();
  const answer = recognizer.hear(new Float32Array(1));
  fail();
  await assert.rejects(answer, WORDS);
});

test("who asks a worker that has failed is told so", async () => {
  const { recognizer, fail } = await started();
  fail();
  await assert.rejects(recognizer.hear(new Float32Array(1)), WORDS);
});

test("who waits when a recognizer is closed hears that it was stopped", async () => {
  const { recognizer } = await started();
  const answer = recognizer.hear(new Float32Array(1));
  recognizer.close();
  await assert.rejects(answer, { name: "AbortError" });
});
