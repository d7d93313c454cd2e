import assert from "node:assert/strict";
import { test } from "node:test";
import { Columns, heightOf, hertzAt } from "./columns.ts";
import { Fourier } from "./fourier.ts";

const tone = (hertz: number, sampleRateHz: number, length: number, amplitude = 1): Float32Array =>
  Float32Array.from({ length }, (_, n) => amplitude * Math.sin((2 * Math.PI * hertz * n) / sampleRateHz));

test("a full-scale tone has 0 dB in its bin", () => {
  const levels = new Fourier(512).levels(tone(1000, 16_000, 512), new Float32Array(257));
  assert.equal(levels.indexOf(Math.max(...levels)), 32);
  assert.ok(Math.abs(levels[32] ?? 99) < 0.01);
});

test("levels agree with the definition of the transform", () => {
  const size = 64;
  const samples = Float32Array.from({ length: size }, (_, n) => Math.sin(n * n));
  const levels = new Fourier(size).levels(samples, new Float32Array(size / 2 + 1));
  for (let bin = 0; bin <= size / 2; bin++) {
    let [real, imaginary] = [0, 0];
    samples.forEach((sample, n) => {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size);
      real += sample * window * Math.cos((2 * Math.PI * bin * n) / size);
      imaginary -= sample * window * Math.sin((2 * Math.PI * bin * n) / size);
    });
    const expected = 20 * Math.log10((4 / size) * Math.hypot(real, imaginary) + 1e-7);
    assert.ok(Math.abs(expected - (levels[bin] ?? NaN)) < 1e-3);
  }
});

/** A second of faint noise, whose picture is dark, and columns that know it. */
function settled(): Columns {
  const columns = new Columns({ nRows: 96, sampleRateHz: 16_000 }, 100);
  const noise = Float32Array.from({ length: 16_000 }, (_, n) => 0.002 * (((n * 7919 + 104_729 * (n % 13)) % 1009) / 504.5 - 1));
  columns.push(noise, () => undefined);
  return columns;
}

test("a tone is brightest at its own height", () => {
  const brightest: number[] = [];
  settled().push(tone(3000, 16_000, 4000, 0.1), (column) => brightest.push(column.indexOf(Math.max(...column))));
  assert.ok(Math.abs((brightest.at(-1) ?? 0) - heightOf(3000, 16_000) * 96) < 2);
});

test("a hum that goes on fades, and silence is dark", () => {
  const hum: number[] = [];
  const columns = settled();
  columns.push(tone(3000, 16_000, 60 * 16_000, 0.003), (column) => hum.push(Math.max(...column)));
  assert.ok((hum[20] ?? 0) > 100 && (hum.at(-1) ?? 255) < 40);
});

test("columns do not depend on the length of chunks", () => {
  const sound = tone(3000, 16_000, 3000);
  const [whole, parts]: [number[], number[]] = [[], []];
  new Columns({ nRows: 32, sampleRateHz: 16_000 }, 100).push(sound, (column) => whole.push(...column));
  const columns = new Columns({ nRows: 32, sampleRateHz: 16_000 }, 100);
  for (let start = 0; start < 3000; start += 77) columns.push(sound.subarray(start, start + 77), (column) => parts.push(...column));
  assert.deepEqual(parts, whole);
});

test("height and frequency are each other's inverse", () => {
  for (const hertz of [50, 1000, 150_000]) {
    assert.ok(Math.abs(hertzAt(heightOf(hertz, 384_000), 384_000) - hertz) < 1e-6 * hertz);
  }
});
