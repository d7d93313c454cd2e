// Lines of the log in columns: as objects, they would take 700 bytes each, and a busy hour has ten thousand of them.
import type { Entry } from "./tables.ts";

export interface Line extends Entry {
  /** False for what had no name that was sure enough. */
  readonly isNamed: boolean;
}

/** Onset, offset, lowest and highest frequency (not a number for none), confidence, number of the label, 1 if named. */
const N_COLUMNS = 7;
const N_AT_FIRST = 64;

export class Lines {
  readonly #labels: string[] = [];
  readonly #numberOf = new Map<string, number>();
  #numbers = new Float64Array(N_COLUMNS * N_AT_FIRST);
  /** Lines that were dropped, and lines that were ever added. */
  #begin = 0;
  #end = 0;
  /** The number of the line that is first in memory. */
  #held = 0;

  get n(): number {
    return this.#end - this.#begin;
  }

  /** Numbers of the oldest line, and of the one that comes next; dropping a line changes no numbers. */
  get range(): readonly [begin: number, end: number] {
    return [this.#begin, this.#end];
  }

  /** Adds a line, and returns its number. */
  add({ onsetS, offsetS, lowHz, highHz, confidence, label, isNamed }: Line): number {
    if (this.#placeOf(this.#end) === this.#numbers.length) this.#makeRoom();
    const numbers = [onsetS, offsetS, lowHz ?? NaN, highHz ?? NaN, confidence, this.#labelNumber(label), Number(isNamed)];
    this.#numbers.set(numbers, this.#placeOf(this.#end));
    return this.#end++;
  }

  line(number: number): Line {
    const place = this.#placeOf(number);
    const [onsetS = 0, offsetS = 0, lowHz = NaN, highHz = NaN, confidence = 0, label = 0, isNamed = 0] = this.#numbers.subarray(place, place + N_COLUMNS);
    return {
      onsetS,
      offsetS,
      lowHz: Number.isNaN(lowHz) ? null : lowHz,
      highHz: Number.isNaN(highHz) ? null : highHz,
      confidence,
      label: this.#labels[label] ?? "",
      isNamed: isNamed === 1,
    };
  }

  /** All lines, oldest first. */
  all(): Line[] {
    return Array.from({ length: this.n }, (_, place) => this.line(this.#begin + place));
  }

  dropOldest(): void {
    if (this.n > 0) this.#begin++;
  }

  #placeOf(number: number): number {
    return N_COLUMNS * (number - this.#held);
  }

  /** Takes the room of what was dropped where that is half, and twice the room otherwise. */
  #makeRoom(): void {
    const kept = this.#numbers.subarray(this.#placeOf(this.#begin));
    const numbers = new Float64Array(2 * kept.length > this.#numbers.length ? 2 * this.#numbers.length : this.#numbers.length);
    numbers.set(kept);
    this.#numbers = numbers;
    this.#held = this.#begin;
  }

  #labelNumber(label: string): number {
    const known = this.#numberOf.get(label);
    if (known !== undefined) return known;
    this.#numberOf.set(label, this.#labels.length);
    return this.#labels.push(label) - 1;
  }
}
