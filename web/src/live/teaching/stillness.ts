// Whether a thing is held still while it is taught: then only this one view of it is learned.
import { dot } from "./head.ts";
import { toUnit } from "./likeness.ts";

/** Frames in a row that are almost the same, in cosine. */
const N_FRAMES = 10;
const ALIKE = 0.97;

export class Stillness {
  #frames: Float32Array[] = [];

  begin(): void {
    this.#frames = [];
  }

  note(embedding: Float32Array): void {
    const unit = toUnit(embedding);
    if (unit !== null) this.#frames = [...this.#frames, unit].slice(-N_FRAMES);
  }

  get isStill(): boolean {
    const [first, ...others] = this.#frames;
    return first !== undefined && others.length === N_FRAMES - 1 && others.every((one) => dot(first, one) > ALIKE);
  }
}
