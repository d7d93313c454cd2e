// The loop that listens: the microphone's chunks become hops at the recognizer's rate, run strictly one after another.
//
// The graph carries what it heard from hop to hop, so none may be left out. What comes while other programs have the
// processor waits, up to 15 s, and is heard afterwards: a hop takes a tenth of its own length. If more waits, the page
// jumps to now, and the graph begins anew. After a jump, less may wait for two minutes: on a computer that is always too
// slow, names would come late for nothing.
import { callsOf } from "../model/calls.ts";
import type { Call, HopOutputs } from "../model/calls.ts";
import type { SoundManifest } from "../model/manifest.ts";
import type { Recognizer } from "../model/recognizer.ts";
import { isAborted } from "../../server/api.ts";
import { LostSound } from "./lost-sound.ts";
import { Resampler } from "./resample.ts";
import { Ring } from "./ring.ts";

export interface Hop {
  /** Where the hop ends, in seconds of the stream. */
  readonly endS: number;
  /** The loudest frame over the background. */
  readonly levelDb: number;
  /** Calls that ended; most hops have none. */
  readonly calls: readonly Call[];
  /** Time in the worker, and from the hop's last sample to the answer. */
  readonly runMs: number;
  readonly answerMs: number;
}

export interface Hearing {
  readonly onSound: (samples: Float32Array) => void;
  readonly onHop: (hop: Hop) => void;
  readonly onError: (error: unknown) => void;
}

const MOST_LATE_S = 15;
/** Just after a jump, and how much more for each second since. */
const LEAST_LATE_S = 2;
const PATIENCE = 1 / 8;
const KEPT_S = 20;
const CUT_OFF_S = 0.05;
const MAX_KEPT_SAMPLES = 8_000_000;

export class Listener {
  readonly #manifest: SoundManifest;
  readonly #recognizer: Recognizer;
  readonly #hearing: Hearing;
  readonly #resampler: Resampler;
  readonly #ring: Ring;
  readonly #hop: Float32Array;
  readonly #microphoneHz: number;
  readonly #lost = new LostSound();
  /** When the newest chunk came, to tell how old an answer is. */
  #heardAtMs = 0;
  #next = 0;
  /** Where the graph began to listen. */
  #begunS = 0;
  #jumpedS = -Infinity;
  #nCalls = 0;
  #nDropped = 0;
  #isBusy = false;
  #isStopped = false;

  constructor(manifest: SoundManifest, recognizer: Recognizer, microphoneHz: number, hearing: Hearing) {
    this.#manifest = manifest;
    this.#recognizer = recognizer;
    this.#hearing = hearing;
    this.#microphoneHz = microphoneHz;
    this.#resampler = new Resampler(microphoneHz, manifest.sampleRateHz);
    this.#ring = new Ring(Math.min(MAX_KEPT_SAMPLES, Math.ceil(KEPT_S * manifest.sampleRateHz)));
    this.#hop = new Float32Array(manifest.hopSamples);
  }

  /** Seconds of sound so far. */
  get nowS(): number {
    return this.#ring.total / this.#manifest.sampleRateHz;
  }

  /** Seconds of sound that came and were left out, because the recognizer was too slow. */
  get skippedS(): number {
    return (this.#nDropped * this.#manifest.hopSamples) / this.#manifest.sampleRateHz;
  }

  /** Times of the stream lag behind the clock by so much. */
  get behindS(): number {
    return this.#lost.behindS;
  }

  /** Seconds of sound that never came. */
  get lostS(): number {
    return this.#lost.lostS;
  }

  /** Seconds of sound that wait for the recognizer. */
  get lateS(): number {
    return (this.#ring.total - this.#next) / this.#manifest.sampleRateHz;
  }

  /** Takes a chunk at the microphone's rate, and when it came. */
  push(chunk: Float32Array, cameAtMs = performance.now()): void {
    if (this.#isStopped) return;
    const samples = this.#resampler.push(chunk);
    this.#ring.write(samples);
    this.#heardAtMs = cameAtMs;
    this.#lost.came(chunk.length / this.#microphoneHz, this.#heardAtMs / 1000);
    this.#hearing.onSound(samples);
    void this.#work();
  }

  /** A copy of what was heard between two times, where it is still remembered. */
  clip(fromS: number, toS: number): Float32Array {
    const rate = this.#manifest.sampleRateHz;
    const from = Math.max(this.#ring.oldest, Math.round(fromS * rate));
    const to = Math.min(this.#ring.total, Math.round(toS * rate));
    return this.#ring.read(from, new Float32Array(Math.max(0, to - from)));
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #work(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (!this.#isStopped && this.#hasHop()) await this.#step();
    } catch (error) {
      if (!this.#isStopped && !isAborted(error)) this.#hearing.onError(error);
    } finally {
      this.#isBusy = false;
    }
  }

  #hasHop(): boolean {
    const hop = this.#manifest.hopSamples;
    if (this.lateS > Math.min(MOST_LATE_S, LEAST_LATE_S + PATIENCE * (this.nowS - this.#jumpedS))) {
      const nSkipped = Math.floor((this.#ring.total - this.#next) / hop) - 1;
      this.#next += nSkipped * hop;
      this.#nDropped += nSkipped;
      this.#recognizer.forget();
      this.#begunS = this.#jumpedS = this.#next / this.#manifest.sampleRateHz;
    }
    return this.#ring.total - this.#next >= hop;
  }

  async #step(): Promise<void> {
    const samples = this.#ring.read(this.#next, this.#hop);
    this.#next += samples.length;
    const heardAtMs = this.#heardAtMs;
    const { outputs, ms } = await this.#recognizer.hear(samples);
    if (this.#isStopped) return;
    const endS = this.#next / this.#manifest.sampleRateHz;
    const heard = callsOf(outputs as unknown as HopOutputs, this.#manifest, endS, this.#nCalls);
    // What was under way when the stream began has no beginning: a fragment of it is like other calls.
    const calls = heard.filter(({ onsetS }) => onsetS >= this.#begunS + CUT_OFF_S);
    this.#nCalls += calls.length;
    const levelDb = outputs["level"]?.[0] ?? 0;
    this.#hearing.onHop({ endS, levelDb, calls, runMs: ms, answerMs: performance.now() - heardAtMs });
  }
}
