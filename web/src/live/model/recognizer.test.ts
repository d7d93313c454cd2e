import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import type { Manifest } from "./manifest.ts";
import { startRecognizer } from "./recognizer.ts";
import type { Recognizer } from "./recognizer.ts";

const { fetch, WebAssembly } = globalThis;
afterEach(() => {
  Object.assign(globalThis, { fetch, WebAssembly });
});

interface Starting {
  readonly starting: Promise<Recognizer>;
  readonly say: (data: unknown) => void;
}

/** A recognizer that starts, and a way to have its worker speak. */
function begun(): Starting {
  globalThis.fetch = () => Promise.resolve(new Response());
  const worker = Object.assign(new EventTarget(), { postMessage: () => undefined, terminate: () => undefined });
  const say = (data: unknown): void => void worker.dispatchEvent(new MessageEvent("message", { data }));
  const url = new URL("http://localhost/");
  const starting = startRecognizer(worker as unknown as Worker, { worker: url, runtime: url, missing: "" }, {} as Manifest, new ArrayBuffer(0));
  return { starting, say };
}

/** A recognizer whose worker is ready, and a way to have the worker fail. */
async function started(): Promise<{ readonly recognizer: Recognizer; readonly fail: () => void }> {
  const { starting, say } = begun();
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

test("a model at fault is told without a word about WebAssembly", async () => {
  const { starting, say } = begun();
  say({ kind: "failed", id: null, message: "its model is damaged." });
  await assert.rejects(starting, { message: "The recognizer could not be started: its model is damaged." });
});

for (const [how, without] of [
  ["is switched off", undefined],
  ["is forbidden", { compile: () => Promise.reject(new Error("blocked by a policy")) }],
] as const) {
  test(`WebAssembly that ${how} is told`, async () => {
    const { starting, say } = begun();
    Object.assign(globalThis, { WebAssembly: without });
    say({ kind: "failed", id: null, message: "no available backend found." });
    await assert.rejects(starting, /could not be started: WebAssembly is switched off in this browser\. Switch it on/);
  });
}
