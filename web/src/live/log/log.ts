// What was heard or seen, session by session, earlier visits included; the newest calls keep their sound.
import { Lines } from "./lines.ts";
import type { Line } from "./lines.ts";
import type { KeptLine } from "./log-store.ts";
import { recordingName } from "./tables.ts";
import type { Group } from "./tables.ts";

export interface Logged extends Line {
  /** When it began. */
  readonly at: Date;
  readonly sampleRateHz: number;
  /** Whether it came before the page was opened. */
  readonly isEarlier: boolean;
  /** null for pictures, for calls of earlier visits, and for calls so old that their sound was let go. */
  clip: Float32Array | null;
}

interface Period {
  readonly recording: string;
  readonly startedAt: Date;
  readonly sampleRateHz: number;
  readonly isEarlier: boolean;
  durationS: number;
  lines: Lines;
  /** Entries that still have their sound, by the number of their line. */
  readonly sounding: Map<number, Logged>;
}

interface Sounding {
  readonly period: Period;
  readonly number: number;
  readonly logged: Logged;
}

/** More than nine hours of three calls a second; they take 6 to 11 MB. */
export const MAX_ENTRIES = 100_000;
const MAX_CLIPS = 50;

export class Log {
  #periods: Period[] = [];
  #clips: Sounding[] = [];
  #n = 0;

  /** Entries in all sessions. */
  get n(): number {
    return this.#n;
  }

  get groups(): readonly Group[] {
    const filled = this.#periods.filter(({ lines }) => lines.n > 0);
    return filled.map(({ lines, ...period }) => ({ ...period, entries: lines.all() }));
  }

  /** The newest entry that still has its sound. */
  get lastClip(): Logged | null {
    return this.#clips.at(-1)?.logged ?? null;
  }

  /** Begins a session; its time is the name that its recording would have. */
  begin(startedAt: Date, sampleRateHz: number): void {
    this.#periods.push(periodOf(startedAt, sampleRateHz, false));
  }

  /** Ends it after `durationS`. */
  end(durationS: number): void {
    const period = this.#periods.at(-1);
    if (period !== undefined) period.durationS = Math.max(period.durationS, durationS);
  }

  /** Puts what earlier visits kept before all others. */
  restore(lines: readonly KeptLine[]): void {
    const periods = new Map<number, Period>();
    for (const { startedMs, sampleRateHz, ...entry } of lines) {
      const period = periods.get(startedMs) ?? periodOf(new Date(startedMs), sampleRateHz, true);
      periods.set(startedMs, period);
      period.lines.add(entry);
      period.durationS = Math.max(period.durationS, entry.offsetS);
    }
    this.#periods.unshift(...periods.values());
    this.#n += lines.length;
  }

  /** The newest entries, oldest first. */
  newest(atMost: number): Logged[] {
    const found: Logged[] = [];
    for (const period of this.#periods.toReversed()) {
      const [begin, end] = period.lines.range;
      for (let number = end - 1; number >= begin && found.length < atMost; number--) found.push(loggedOf(period, number));
    }
    return found.reverse();
  }

  add(entry: Line, clip: Float32Array | null): Logged | null {
    const period = this.#periods.at(-1);
    if (period === undefined) return null;
    const number = period.lines.add(entry);
    const logged = loggedOf(period, number);
    period.durationS = Math.max(period.durationS, entry.offsetS);
    this.#n++;
    if (this.#n > MAX_ENTRIES) this.#dropOldest();
    if (clip !== null) this.#keepSound({ period, number, logged }, clip);
    return logged;
  }

  /** Forgets all entries; the running session goes on. */
  clear(): void {
    this.#periods = this.#periods.slice(-1);
    for (const period of this.#periods) {
      period.lines = new Lines();
      period.sounding.clear();
    }
    this.#clips = [];
    this.#n = 0;
  }

  #keepSound(newest: Sounding, clip: Float32Array): void {
    newest.logged.clip = clip;
    newest.period.sounding.set(newest.number, newest.logged);
    this.#clips.push(newest);
    const oldest = this.#clips.length > MAX_CLIPS ? this.#clips.shift() : undefined;
    if (oldest === undefined) return;
    oldest.logged.clip = null;
    oldest.period.sounding.delete(oldest.number);
  }

  #dropOldest(): void {
    this.#periods.find(({ lines }) => lines.n > 0)?.lines.dropOldest();
    this.#n--;
  }
}

function periodOf(startedAt: Date, sampleRateHz: number, isEarlier: boolean): Period {
  return { recording: recordingName(startedAt), startedAt, sampleRateHz, isEarlier, durationS: 0, lines: new Lines(), sounding: new Map() };
}

function loggedOf({ lines, sounding, startedAt, sampleRateHz, isEarlier }: Period, number: number): Logged {
  const line = lines.line(number);
  const at = new Date(startedAt.getTime() + 1000 * line.onsetS);
  return sounding.get(number) ?? { ...line, at, sampleRateHz, isEarlier, clip: null };
}
