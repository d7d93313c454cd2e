// What was heard or seen, session by session, earlier visits included; the newest calls keep their sound.
import type { KeptLine } from "./log-store.ts";
import { recordingName } from "./tables.ts";
import type { Entry, Group } from "./tables.ts";

export interface Logged extends Entry {
  /** When it began. */
  readonly at: Date;
  readonly sampleRateHz: number;
  /** False for what had no name that was sure enough. */
  readonly isNamed: boolean;
  /** Whether it came before the page was opened. */
  readonly isEarlier: boolean;
  /** null for pictures, for calls of earlier visits, and for calls so old that their sound was let go. */
  clip: Float32Array | null;
}

interface Period {
  readonly recording: string;
  readonly startedAt: Date;
  readonly sampleRateHz: number;
  durationS: number;
  entries: Logged[];
}

/** More than nine hours of three calls a second; they take an estimated 30 MB. */
export const MAX_ENTRIES = 100_000;
const MAX_CLIPS = 50;

export class Log {
  #periods: Period[] = [];
  #clips: Logged[] = [];
  #n = 0;

  /** Entries in all sessions. */
  get n(): number {
    return this.#n;
  }

  get groups(): readonly Group[] {
    return this.#periods.filter(({ entries }) => entries.length > 0);
  }

  /** The newest entry that still has its sound. */
  get lastClip(): Logged | null {
    return this.#clips.at(-1) ?? null;
  }

  /** Begins a session; its time is the name that its recording would have. */
  begin(startedAt: Date, sampleRateHz: number): void {
    this.#periods.push({ recording: recordingName(startedAt), startedAt, sampleRateHz, durationS: 0, entries: [] });
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
      const startedAt = new Date(startedMs);
      const period = periods.get(startedMs) ?? { recording: recordingName(startedAt), startedAt, sampleRateHz, durationS: 0, entries: [] };
      periods.set(startedMs, period);
      period.entries.push({ ...entry, at: timeOf(entry, startedAt), sampleRateHz, isEarlier: true, clip: null });
      period.durationS = Math.max(period.durationS, entry.offsetS);
    }
    this.#periods.unshift(...periods.values());
    this.#n += lines.length;
  }

  /** The newest entries, oldest first. */
  newest(atMost: number): Logged[] {
    const found: Logged[] = [];
    for (const { entries } of this.#periods.toReversed()) {
      if (found.length >= atMost) break;
      found.unshift(...entries.slice(found.length - atMost));
    }
    return found;
  }

  add(entry: Entry & { readonly isNamed: boolean }, clip: Float32Array | null): Logged | null {
    const period = this.#periods.at(-1);
    if (period === undefined) return null;
    const { startedAt, sampleRateHz } = period;
    const logged: Logged = { ...entry, at: timeOf(entry, startedAt), sampleRateHz, isEarlier: false, clip };
    period.entries.push(logged);
    period.durationS = Math.max(period.durationS, entry.offsetS);
    this.#n++;
    if (this.#n > MAX_ENTRIES) this.#dropOldest();
    if (clip !== null) this.#clips.push(logged);
    const oldest = this.#clips.length > MAX_CLIPS ? this.#clips.shift() : undefined;
    if (oldest !== undefined) oldest.clip = null;
    return logged;
  }

  /** Forgets all entries; the running session goes on. */
  clear(): void {
    this.#periods = this.#periods.slice(-1);
    for (const period of this.#periods) period.entries = [];
    this.#clips = [];
    this.#n = 0;
  }

  #dropOldest(): void {
    const first = this.#periods.find(({ entries }) => entries.length > 0);
    first?.entries.shift();
    this.#n--;
  }
}

function timeOf({ onsetS }: Entry, startedAt: Date): Date {
  return new Date(startedAt.getTime() + 1000 * onsetS);
}
