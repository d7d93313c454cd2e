import assert from "node:assert/strict";
import { test } from "node:test";
import golden from "./golden/resample.json";
import { Resampler } from "./resample.ts";

interface Case {
  readonly from_hz: number;
  readonly to_hz: number;
  readonly input: readonly number[];
  readonly output: readonly number[];
}

/** Pushes `input` in chunks of the lengths given, over and over, and returns all that comes out. */
function streamed({ from_hz, to_hz, input }: Case, lengths: readonly number[]): number[] {
  const resampler = new Resampler(from_hz, to_hz);
  const out: number[] = [];
  for (let start = 0, turn = 0; start < input.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1;
    out.push(...resampler.push(Float32Array.from(input.slice(start, start + length))));
    start += length;
  }
  return [...out, ...resampler.finish()];
}

function greatestDifference(a: readonly number[], b: readonly number[]): number {
  return b.reduce((most, value, place) => Math.max(most, Math.abs(value - (a[place] ?? Infinity))), 0);
}

for (const one of golden as readonly Case[]) {
  test(`${one.from_hz} Hz becomes ${one.to_hz} Hz as scipy's resample_poly has it`, () => {
    assert.ok(greatestDifference(streamed(one, [128]), one.output) < 1e-6);
  });

  test(`${one.from_hz} Hz becomes the same ${one.to_hz} Hz in chunks of any length`, () => {
    assert.deepEqual(streamed(one, [1, 7, 128, 0, 53]), streamed(one, [one.input.length]));
  });
}

test("no resampling is needed where the rates agree", () => {
  assert.deepEqual([...new Resampler(48_000, 48_000).push(Float32Array.of(0.5, -0.25))], [0.5, -0.25]);
});

test("a minute of sound leaves no sample out", () => {
  const resampler = new Resampler(44_100, 16_000);
  const chunk = new Float32Array(1024);
  let n = 0;
  for (let start = 0; start < 60 * 44_100; start += chunk.length) n += resampler.push(chunk).length;
  assert.ok(Math.abs(n - 60 * 16_000) < 400);
});
