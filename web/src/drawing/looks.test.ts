import assert from "node:assert/strict";
import { test } from "node:test";
import { lookOf, rampColor } from "./looks.ts";
import type { Rgb } from "./looks.ts";

type Matrix = readonly [Rgb, Rgb, Rgb];
// What people see who lack one kind of cones, in linear light (Machado, Oliveira and Fernandes 2009, severity 1).
const EYES: Readonly<Record<string, Matrix>> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "without red": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "without green": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "without blue": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** Distance in OKLab; about 0.02 is just noticed side by side. */
const APART = 0.09;

for (const [eye, matrix] of Object.entries(EYES)) {
  test(`categories of one shape have colors apart for eyes ${eye}`, () => {
    for (let a = 1; a <= 30; a++) {
      for (let b = 1; b < a; b++) {
        const [one, other] = [lookOf(a), lookOf(b)];
        if (one.shape === other.shape) assert.ok(distance(one.color, other.color, matrix) > APART, `${b} and ${a}`);
      }
    }
  });
}

test("a color that comes again has another shape", () => {
  const [first, again] = [lookOf(1), lookOf(31)];
  assert.deepEqual([first.color, first.shape === again.shape], [again.color, false]);
});

test("what is unsure is gray", () => {
  assert.deepEqual(lookOf(0).color, [139, 144, 150]);
});

test("the ramp of certainty gets lighter all the way", () => {
  const lights = Array.from({ length: 21 }, (_, step) => oklab(rampColor(step / 20), EYES["all"]!)[0]);
  assert.deepEqual(
    lights,
    lights.toSorted((a, b) => a - b),
  );
});

function distance(a: Rgb, b: Rgb, matrix: Matrix): number {
  const [one, other] = [oklab(a, matrix), oklab(b, matrix)];
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

function oklab(color: Rgb, matrix: Matrix): Rgb {
  const linear = color.map((byte) =>
    byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4,
  ) as unknown as Rgb;
  const seen = times(matrix, linear).map((part) => Math.min(Math.max(part, 0), 1)) as unknown as Rgb;
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    seen,
  );
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones.map(Math.cbrt) as unknown as Rgb,
  );
}

function times(matrix: Matrix, [x, y, z]: Rgb): Rgb {
  return matrix.map((row) => row[0] * x + row[1] * y + row[2] * z) as unknown as Rgb;
}
