// The loop that watches: one frame at a time is in the recognizer, and those that come meanwhile are dropped.
import { isAborted } from "../../server/api.ts";
import type { Frame } from "./pixels.ts";
import type { Recognizer } from "../model/recognizer.ts";

/** What the recognizer says about one frame. */
export interface Sight {
  readonly number: number;
  readonly atS: number;
  readonly probabilities: Float32Array;
  readonly embedding: Float32Array;
  readonly runMs: number;
  /** From the frame's being shown to the answer. */
  readonly answerMs: number;
}

export interface Seeing {
  readonly grab: () => Promise<Frame>;
  readonly onSight: (sight: Sight) => void;
  readonly onError: (error: unknown) => void;
}

export class Watcher {
  readonly #recognizer: Recognizer;
  readonly #seeing: Seeing;
  readonly #startedMs = performance.now();
  #nSeen = 0;
  #nDropped = 0;
  #isBusy = false;
  #isStopped = false;

  constructor(recognizer: Recognizer, seeing: Seeing) {
    this.#recognizer = recognizer;
    this.#seeing = seeing;
  }

  get nDropped(): number {
    return this.#nDropped;
  }

  /** A new frame can be seen. */
  look(): void {
    if (this.#isStopped) return;
    if (this.#isBusy) this.#nDropped++;
    else void this.#see();
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #see(): Promise<void> {
    this.#isBusy = true;
    try {
      const shownMs = performance.now();
      const { outputs, ms } = await this.#recognizer.see(await this.#seeing.grab());
      if (this.#isStopped) return;
      this.#seeing.onSight({
        number: this.#nSeen++,
        atS: (shownMs - this.#startedMs) / 1000,
        probabilities: outputs["probabilities"] ?? new Float32Array(0),
        embedding: outputs["embedding"] ?? new Float32Array(0),
        runMs: ms,
        answerMs: performance.now() - shownMs,
      });
    } catch (error) {
      if (!this.#isStopped && !isAborted(error)) this.#seeing.onError(error);
    } finally {
      this.#isBusy = false;
    }
  }
}
