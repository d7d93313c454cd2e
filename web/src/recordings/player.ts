// Plays a stretch of a recording, as it is or slowed down, and says where the sound is.
//
// A long stretch comes in pieces of half a minute of listening, so that the first one sounds at once and a recording of
// a day is never fetched as a whole. Slowing down ("time expansion") makes ultrasound audible.

import { player } from "../parts/player.ts";

const PIECE_S = 30;
/** Samples of the recording in one piece and a half; the server sends at most 8 million at once. */
const MOST_SAMPLES = 7_500_000;

export interface Heard {
  /** Called on every frame while it sounds, with the time in the recording; null when it ended. */
  at(time_s: number | null): void;
  failed(error: unknown): void;
}

export class RecordingPlayer {
  readonly #audio = new Audio();
  readonly #addressOf: (from_s: number, to_s: number, expand: number) => string;
  readonly #heard: Heard;
  readonly #sample_rate_hz: number;
  #from_s = 0;
  #end_s = 0;
  #expand = 1;
  #frame = 0;
  #isOn = false;

  constructor(sample_rate_hz: number, addressOf: (from_s: number, to_s: number, expand: number) => string, heard: Heard) {
    [this.#sample_rate_hz, this.#addressOf, this.#heard] = [sample_rate_hz, addressOf, heard];
    this.#audio.addEventListener("ended", () => this.#goOn());
    this.#audio.addEventListener("error", () => this.#failed(new Error("The sound of this stretch cannot be played.")));
  }

  get isPlaying(): boolean {
    return this.#isOn;
  }

  /** Where it stops, if it plays. */
  get end_s(): number {
    return this.#end_s;
  }

  /** Play from one time to another, this many times slower. */
  play(from_s: number, to_s: number, expand: number): void {
    player.stop();
    this.stop();
    [this.#end_s, this.#expand, this.#isOn] = [to_s, expand, true];
    this.#begin(from_s);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    if (!this.#isOn) return;
    this.#isOn = false;
    this.#audio.pause();
    this.#audio.removeAttribute("src");
    this.#heard.at(null);
  }

  #begin(from_s: number): void {
    this.#from_s = from_s;
    this.#audio.src = this.#addressOf(from_s, this.#pieceEnd(), this.#expand);
    this.#audio.play().then(
      () => this.#follow(),
      (error: unknown) => this.#refused(error),
    );
  }

  #pieceEnd(): number {
    return pieceEnd(this.#from_s, this.#end_s, this.#expand, this.#sample_rate_hz);
  }

  #goOn(): void {
    const next_s = this.#pieceEnd();
    if (!this.#isOn || next_s >= this.#end_s) this.stop();
    else this.#begin(next_s);
  }

  #follow(): void {
    cancelAnimationFrame(this.#frame);
    if (!this.#isOn) return;
    this.#heard.at(this.#from_s + this.#audio.currentTime / this.#expand);
    this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #refused(error: unknown): void {
    if (error instanceof DOMException && error.name === "AbortError") return;
    this.#failed(error);
  }

  #failed(error: unknown): void {
    if (!this.#isOn) return;
    this.stop();
    this.#heard.failed(error);
  }
}

/** Returns where the piece ends that begins at `from_s`. */
export function pieceEnd(from_s: number, end_s: number, expand: number, sample_rate_hz: number): number {
  const piece_s = Math.min(PIECE_S / expand, MOST_SAMPLES / 1.5 / sample_rate_hz);
  // A rest shorter than half a piece joins the piece before it.
  return end_s - from_s < 1.5 * piece_s ? end_s : from_s + piece_s;
}
