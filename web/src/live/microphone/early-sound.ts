// What the microphone hears while the recognizer is still loading: its newest second waits, so that the first answer
// needs no further sound. What is older goes unheard; nobody has been told yet that the page listens.

type Take = (chunk: Float32Array, cameAtMs: number) => void;

const KEPT_MS = 1000;

export class EarlySound {
  #waiting: { readonly chunk: Float32Array; readonly cameAtMs: number }[] = [];
  #take: Take | null = null;

  /** Passes a chunk on, or keeps it until somebody takes it. */
  push(chunk: Float32Array, cameAtMs = performance.now()): void {
    if (this.#take !== null) {
      this.#take(chunk, cameAtMs);
      return;
    }
    this.#waiting.push({ chunk, cameAtMs });
    this.#waiting = this.#waiting.filter((one) => one.cameAtMs > cameAtMs - KEPT_MS);
  }

  /** Hands over what waits, with the times at which it came, and from then on each chunk as it comes. */
  leadTo(take: Take): void {
    for (const { chunk, cameAtMs } of this.#waiting.splice(0)) take(chunk, cameAtMs);
    this.#take = take;
  }
}
