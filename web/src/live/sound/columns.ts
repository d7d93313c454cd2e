// Sound becomes columns of a picture: bytes on a mel-spaced axis, brightness relative to the room's own noise.

import { Fourier } from "./fourier.ts";

const RANGE_DB = 45;
/** What is louder than the room's noise by less than this is as dark as it. */
const HEADROOM_DB = 2;
/** The noise is taken to be what a row exceeds in this share of columns; a call of a second hardly moves it. */
const NOISE_SHARE = 0.65;
const STEP_DB = 0.1;
/** At the start nothing is known, so steps are greater for this many columns. */
const SETTLING_COLUMNS = 100;
const QUIETEST_DB = -115;

export interface Axis {
  readonly nRows: number;
  readonly sampleRateHz: number;
}

export class Columns {
  readonly hop: number;
  readonly #axis: Axis;
  readonly #size: number;
  readonly #fourier: Fourier;
  readonly #levels: Float32Array;
  readonly #edges: Float64Array;
  readonly #recent: Float32Array;
  readonly #column: Uint8Array;
  #nRecent = 0;
  readonly #floors: Float32Array;
  #nColumns = 0;

  constructor(axis: Axis, columnsPerSecond: number) {
    this.#axis = axis;
    this.hop = Math.max(1, Math.round(axis.sampleRateHz / columnsPerSecond));
    // Two to four hops: short calls stay sharp, and rows stay apart at low frequencies.
    this.#size = 2 ** Math.ceil(Math.log2(2 * this.hop));
    this.#fourier = new Fourier(this.#size);
    this.#levels = new Float32Array(this.#size / 2 + 1);
    this.#edges = Float64Array.from({ length: axis.nRows + 1 }, (_, row) =>
      (hertzAt(row / axis.nRows, axis.sampleRateHz) / axis.sampleRateHz) * this.#size,
    );
    this.#recent = new Float32Array(this.#size);
    this.#column = new Uint8Array(axis.nRows);
    this.#floors = new Float32Array(axis.nRows);
  }

  /** Calls `draw` for each column that is complete; the bytes run from low to high, and are reused. */
  push(samples: Float32Array, draw: (column: Uint8Array) => void): void {
    for (let start = 0; start < samples.length; ) {
      const taken = Math.min(samples.length - start, this.#size - this.#nRecent);
      this.#recent.set(samples.subarray(start, start + taken), this.#nRecent);
      this.#nRecent += taken;
      start += taken;
      if (this.#nRecent < this.#size) return;
      draw(this.#paint());
      this.#recent.copyWithin(0, this.hop);
      this.#nRecent = this.#size - this.hop;
    }
  }

  #paint(): Uint8Array {
    const levels = this.#fourier.levels(this.#recent, this.#levels);
    for (let row = 0; row < this.#axis.nRows; row++) {
      const level = Math.max(QUIETEST_DB, this.#loudest(levels, this.#edges[row] ?? 0, this.#edges[row + 1] ?? 0));
      const above = level - this.#follow(row, level) - HEADROOM_DB;
      this.#column[row] = Math.max(0, Math.min(255, (above / RANGE_DB) * 255));
    }
    this.#nColumns++;
    return this.#column;
  }

  #loudest(levels: Float32Array, from: number, to: number): number {
    let loudest = -Infinity;
    for (let bin = Math.floor(from); bin <= Math.max(Math.floor(from), Math.ceil(to) - 1); bin++) {
      loudest = Math.max(loudest, levels[bin] ?? -Infinity);
    }
    return loudest;
  }

  /** The room's noise in a row: a quantile, followed in small steps up and down. */
  #follow(row: number, level: number): number {
    if (this.#nColumns === 0) this.#floors[row] = level;
    const floor = this.#floors[row] ?? level;
    const step = STEP_DB * Math.max(1, 10 * (1 - this.#nColumns / SETTLING_COLUMNS));
    return (this.#floors[row] = floor + step * (level > floor ? 1 - NOISE_SHARE : -NOISE_SHARE));
  }
}

/** The frequency at a height from 0 (bottom) to 1 (half the sample rate) of the picture. */
export function hertzAt(height: number, sampleRateHz: number): number {
  return bend(sampleRateHz) * (Math.exp(height * Math.log1p(sampleRateHz / 2 / bend(sampleRateHz))) - 1);
}

/** The height from 0 to 1 of a frequency. */
export function heightOf(hertz: number, sampleRateHz: number): number {
  return Math.log1p(hertz / bend(sampleRateHz)) / Math.log1p(sampleRateHz / 2 / bend(sampleRateHz));
}

/** The mel scale bends at 700 Hz; for bats and fish it bends at the same share of what can be heard. */
function bend(sampleRateHz: number): number {
  return (700 * sampleRateHz) / 44_100;
}
