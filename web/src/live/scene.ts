// What a running session shows and asks: the parts of the page that microphone and camera share.
import { say as speak } from "../parts/notice.ts";
import { percent } from "../parts/wording.ts";
import type { Verdict } from "./model/calls.ts";
import type { Device } from "./device.ts";
import type { NameColors } from "./names.ts";
import type { Entry } from "./log/tables.ts";
import type { Taught } from "./teaching/taught.ts";
import type { Bars } from "./view/bars.ts";
import type { Stage } from "./view/stage.ts";
import type { Spectrogram } from "./view/spectrogram.ts";

export interface Scene {
  readonly stage: Stage;
  readonly spectrogram: Spectrogram;
  readonly bars: Bars;
  readonly colors: NameColors;
  readonly taught: Taught;
  readonly threshold: () => number;
  readonly onEntry: (entry: Entry & { readonly isNamed: boolean }, clip: Float32Array | null) => void;
  /** Takes an example of a class, with its sound where there is one. */
  readonly learn: (name: string, key: string, embedding: Float32Array, clip: Float32Array | null) => void;
  /** Only the taught classes may be named. */
  readonly isForced: () => boolean;
  readonly onError: (error: unknown) => void;
}

/** A microphone or camera that runs. */
export interface Session {
  readonly device: Device;
  readonly sampleRateHz: number;
  readonly teach: (name: string) => void;
  readonly stopTeaching: () => void;
  /** The class was forgotten or renamed: what still comes is no example of it. */
  readonly abandon: (name: string) => void;
  /** The threshold moved: what is shown may change. */
  readonly refresh: () => void;
  /** Seconds since it began. */
  readonly nowS: number;
  /** What was heard lately, for keeping where no call was found; null for a camera. */
  readonly lately: () => Clip | null;
  readonly stop: () => void;
}

const SPOKEN_GAP_MS = 1500;

/** Tells screen readers a name when it changes, and not more often than one can listen to. */
export class Spoken {
  #last = "";
  #lastMs = -Infinity;

  tell(verdict: Verdict): void {
    const text = verdict.name === null ? "Unknown" : `${verdict.name}, ${percent(verdict.probability)}`;
    const what = verdict.name ?? "Unknown";
    const nowMs = performance.now();
    if (nowMs - this.#lastMs < SPOKEN_GAP_MS || (what === this.#last && nowMs - this.#lastMs < 4 * SPOKEN_GAP_MS)) return;
    speak(text);
    this.#last = what;
    this.#lastMs = nowMs;
  }
}

/** A piece of sound to keep where nothing was found. */
export interface Clip {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}
