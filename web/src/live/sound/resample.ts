// Sound at the microphone's rate becomes sound at the recognizer's rate, chunk by chunk, without a seam.
//
// A windowed sinc, evaluated only where a sample is wanted (polyphase). The filter is that of scipy.signal.resample_poly
// (a Kaiser window of 5, ten zero crossings on each side), so the page and Python hear the same samples. The browser
// could resample itself (`new AudioContext({sampleRate})`), but Firefox then refuses microphones of another rate.

const CROSSINGS = 10;
const KAISER_BETA = 5;

/** Up by `up` and down by `down`; one table row of taps for each place between two input samples. */
interface Phases {
  readonly up: number;
  readonly down: number;
  /** Taps on each side of an output sample; a row holds 2 · reach + 1. */
  readonly reach: number;
  readonly taps: Float32Array;
}

export class Resampler {
  readonly #phases: Phases;
  /** Input not yet done with; `#first` is the place of its first sample in the whole stream. */
  #held: Float32Array;
  #nHeld: number;
  #first: number;
  #nextOutput = 0;
  #scratch = new Float32Array(0);

  constructor(fromHz: number, toHz: number) {
    this.#phases = makePhases(fromHz, toHz);
    const reach = this.#phases.reach;
    // Before the first sample there was silence, as resample_poly has it, too.
    this.#held = new Float32Array(4096 + 2 * reach);
    this.#nHeld = reach;
    this.#first = -reach;
  }

  /** Takes a chunk, returns all output it allows for; the array is reused by the next call. */
  push(chunk: Float32Array): Float32Array {
    this.#append(chunk);
    const { up, down, reach, taps } = this.#phases;
    const width = 2 * reach + 1;
    const out = this.#room(Math.ceil((chunk.length * up) / down) + 2);
    const end = this.#first + this.#nHeld;
    let nOut = 0;
    for (let time = this.#nextOutput * down; ; time += down) {
      const center = Math.floor(time / up);
      if (center + reach >= end) break;
      const row = (time - center * up) * width;
      const start = center - reach - this.#first;
      let sum = 0;
      for (let tap = 0; tap < width; tap++) sum += (taps[row + tap] ?? 0) * (this.#held[start + tap] ?? 0);
      out[nOut++] = sum;
    }
    this.#nextOutput += nOut;
    this.#forget();
    return out.subarray(0, nOut);
  }

  /** Returns what is still inside the filter, as if silence followed. */
  finish(): Float32Array {
    return this.push(new Float32Array(this.#phases.reach)).slice();
  }

  #append(chunk: Float32Array): void {
    const needed = this.#nHeld + chunk.length;
    if (needed > this.#held.length) {
      const larger = new Float32Array(2 * needed);
      larger.set(this.#held.subarray(0, this.#nHeld));
      this.#held = larger;
    }
    this.#held.set(chunk, this.#nHeld);
    this.#nHeld = needed;
  }

  #forget(): void {
    const { up, down, reach } = this.#phases;
    const needed = Math.floor((this.#nextOutput * down) / up) - reach;
    const surplus = Math.min(this.#nHeld, needed - this.#first);
    if (surplus <= 0) return;
    this.#held.copyWithin(0, surplus, this.#nHeld);
    this.#nHeld -= surplus;
    this.#first += surplus;
  }

  #room(length: number): Float32Array {
    if (this.#scratch.length < length) this.#scratch = new Float32Array(2 * length);
    return this.#scratch;
  }
}

function makePhases(fromHz: number, toHz: number): Phases {
  const from = Math.round(fromHz);
  const to = Math.round(toHz);
  const divisor = greatestCommonDivisor(from, to);
  const up = to / divisor;
  const down = from / divisor;
  if (up === 1 && down === 1) return { up, down, reach: 0, taps: Float32Array.of(1) };
  const half = CROSSINGS * Math.max(up, down);
  const filter = lowpass(half, Math.max(up, down), up);
  const reach = Math.ceil(half / up);
  const width = 2 * reach + 1;
  const taps = new Float32Array(up * width);
  for (let phase = 0; phase < up; phase++) {
    for (let tap = 0; tap < width; tap++) {
      // Tap 0 lies on the earliest input sample, `reach` before the output's own place.
      taps[phase * width + tap] = filter[half + phase + (reach - tap) * up] ?? 0;
    }
  }
  return { up, down, reach, taps };
}

function lowpass(half: number, slowness: number, gain: number): Float64Array {
  const filter = new Float64Array(2 * half + 1);
  let sum = 0;
  for (let place = -half; place <= half; place++) {
    const x = (Math.PI * place) / slowness;
    const sinc = place === 0 ? 1 : Math.sin(x) / x;
    const window = bessel(KAISER_BETA * Math.sqrt(1 - (place / half) ** 2)) / bessel(KAISER_BETA);
    filter[place + half] = sinc * window;
    sum += sinc * window;
  }
  return filter.map((value) => (value * gain) / sum);
}

/** The modified Bessel function of order zero, by its power series. */
function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
