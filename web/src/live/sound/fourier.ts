// Magnitudes of a short stretch of sound, for the picture that scrolls by; the recognizer has its own front end.

export class Fourier {
  readonly #size: number;
  readonly #window: Float64Array;
  readonly #cosine: Float64Array;
  readonly #sine: Float64Array;
  readonly #reversed: Uint32Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  /** `size` is a power of two. */
  constructor(size: number) {
    this.#size = size;
    this.#window = Float64Array.from({ length: size }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / size));
    this.#cosine = Float64Array.from({ length: size / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / size));
    this.#sine = Float64Array.from({ length: size / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / size));
    this.#reversed = reversals(size);
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
  }

  /** Writes the levels of size / 2 + 1 bins in dB; a full-scale sine has 0 in its bin. */
  levels(samples: Float32Array, out: Float32Array): Float32Array {
    for (let n = 0; n < this.#size; n++) {
      const place = this.#reversed[n] ?? 0;
      this.#real[place] = (samples[n] ?? 0) * (this.#window[n] ?? 0);
    }
    this.#imaginary.fill(0);
    this.#transform();
    // The window's mean is a half, and half of a sine's energy lies at the negative frequency.
    const scale = 4 / this.#size;
    for (let bin = 0; bin < out.length; bin++) {
      const magnitude = scale * Math.hypot(this.#real[bin] ?? 0, this.#imaginary[bin] ?? 0);
      out[bin] = 20 * Math.log10(magnitude + 1e-7);
    }
    return out;
  }

  #transform(): void {
    const real = this.#real;
    const imaginary = this.#imaginary;
    for (let half = 1; half < this.#size; half *= 2) {
      const step = this.#size / (2 * half);
      for (let start = 0; start < this.#size; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const upper = start + k;
          const lower = upper + half;
          const c = this.#cosine[k * step] ?? 0;
          const s = this.#sine[k * step] ?? 0;
          const a = real[lower] ?? 0;
          const b = imaginary[lower] ?? 0;
          const turnedReal = a * c - b * s;
          const turnedImaginary = a * s + b * c;
          real[lower] = (real[upper] ?? 0) - turnedReal;
          imaginary[lower] = (imaginary[upper] ?? 0) - turnedImaginary;
          real[upper] = (real[upper] ?? 0) + turnedReal;
          imaginary[upper] = (imaginary[upper] ?? 0) + turnedImaginary;
        }
      }
    }
  }
}

function reversals(size: number): Uint32Array {
  const places = new Uint32Array(size);
  for (let n = 1; n < size; n++) places[n] = ((places[n >> 1] ?? 0) >> 1) | (n & 1 ? size / 2 : 0);
  return places;
}
