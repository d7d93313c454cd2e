// A worker that gets its runtime ready while a person still reads the page: to fetch and compile it takes a second.
import type { Request } from "./protocol.ts";
import type { WorkerPlaces } from "./recognizer.ts";

export class SpareWorker {
  readonly #worker: URL;
  #spare: Worker | null;

  constructor({ worker, runtime }: WorkerPlaces) {
    this.#worker = worker;
    const spare = this.#begin();
    this.#spare = spare;
    // All that it says is that it cannot start. Whoever takes a new one instead is told why.
    for (const bad of ["error", "message"]) spare.addEventListener(bad, () => this.close(), { once: true });
    spare.postMessage({ kind: "prepare", runtime: runtime.href } satisfies Request);
  }

  /** Returns the one that is ready, or else a new one; it is the caller's to close. */
  take(): Worker {
    const worker = this.#spare ?? this.#begin();
    this.#spare = null;
    return worker;
  }

  close(): void {
    this.#spare?.terminate();
    this.#spare = null;
  }

  #begin(): Worker {
    return new Worker(this.#worker, { type: "module" });
  }
}
