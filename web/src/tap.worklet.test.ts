import assert from "node:assert/strict";
import { test } from "node:test";

type Input = readonly (readonly Float32Array[])[];
interface Processor {
  readonly process: (input: Input) => boolean;
}

const sent: { readonly chunk: Float32Array; readonly copy: Float32Array }[] = [];
const taps: (new () => Processor)[] = [];
const port = { postMessage: (chunk: Float32Array): number => sent.push({ chunk, copy: structuredClone(chunk) }) };
Object.assign(globalThis, { AudioWorkletProcessor: class { port = port; }, registerProcessor: (_: string, tap: new () => Processor) => taps.push(tap) });
await import("./tap.worklet.ts");

const constant = (value: number): Float32Array => new Float32Array(128).fill(value);

/** What a new tap sends while it is given these blocks. */
function sentFor(blocks: readonly Input[]): typeof sent {
  const tap = new taps[0]!();
  sent.length = 0;
  for (const block of blocks) assert.ok(tap.process(block));
  return [...sent];
}

test("several channels become their mean", () => {
  const [message] = sentFor(Array.from({ length: 8 }, () => [[constant(1), constant(0.5)]]));
  assert.deepEqual(message?.copy, new Float32Array(1024).fill(0.75));
});

test("a moment without input is passed over", () => {
  assert.equal(sentFor([[], ...Array.from({ length: 8 }, () => [[constant(1)]]), []]).length, 1);
});

test("all messages are of the same chunk, so that nothing is left to be collected", () => {
  const messages = sentFor(Array.from({ length: 16 }, (_, n) => [[constant(n < 8 ? 1 : 2)]]));
  assert.deepEqual(messages.map(({ copy }) => copy[0]), [1, 2]);
  assert.equal(messages[0]?.chunk, messages[1]?.chunk);
});
