// The events of one recording, fetched for the stretch in sight and a bit beyond.

import { get } from "../server/api.ts";
import type { ShownEvent } from "../server/api.ts";
import { around, endOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";

/** Up to so many are fetched at once; a recording with more comes in stretches. */
const MOST_AT_ONCE = 3000;

export interface StoredIn {
  readonly id: number;
  readonly duration_s: number;
  readonly n_events: number;
}

/** Where to go on from: an event, or a time if none is chosen. */
export interface Place {
  readonly chosen: ShownEvent | null;
  readonly cursor_s: number;
}

export class EventStore {
  readonly #recording: StoredIn;
  readonly #signal: AbortSignal;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #longest_s: number;
  #from_s = 0;
  #to_s = -1;
  #isFetching = false;
  #fetched: Promise<unknown> = Promise.resolve();
  #fetchedEvents: readonly ShownEvent[] = [];
  #events: readonly ShownEvent[] = [];
  #isShown: (event: ShownEvent) => boolean = () => true;

  constructor(recording: StoredIn, signal: AbortSignal, changed: () => void, failed: (error: unknown) => void) {
    [this.#recording, this.#signal, this.#changed, this.#failed] = [recording, signal, changed, failed];
    this.#longest_s = (recording.duration_s * MOST_AT_ONCE) / Math.max(recording.n_events, MOST_AT_ONCE);
  }

  /** In the order of their onsets; those that are fetched and shown, at least all in sight once they are. */
  get events(): readonly ShownEvent[] {
    return this.#events;
  }

  /** Show only some events from now on. */
  show(isShown: (event: ShownEvent) => boolean): void {
    this.#isShown = isShown;
    this.#events = this.#fetchedEvents.filter(isShown);
  }

  /** A fetched event, shown or not. */
  find(id: number | null): ShownEvent | null {
    return this.#fetchedEvents.find((event) => event.id === id) ?? null;
  }

  /** Whether too much is in sight to show single events. */
  isTooMuch(view: TimeView): boolean {
    return endOf(view) - view.from_s > this.#longest_s * 1.001;
  }

  /** Fetch what a view needs, unless it is here or on its way. */
  want(view: TimeView): void {
    const end_s = Math.min(endOf(view), this.#recording.duration_s);
    if (this.#isFetching || this.isTooMuch(view) || (view.from_s >= this.#from_s && end_s <= this.#to_s)) return;
    const length_s = Math.max(this.#longest_s, end_s - view.from_s);
    this.#fetched = this.#fetch(...around(view, length_s, this.#recording.duration_s), view);
  }

  /** Fetch anew what is here, after labels have changed. */
  async refresh(): Promise<void> {
    if (this.#to_s >= 0) await this.#fetch(this.#from_s, this.#to_s, null);
  }

  /** The event after (1) or before (-1) a place, fetched if it is not here. */
  next(from: Place, step: 1 | -1): Promise<ShownEvent | null> {
    // One after the other, whether or not those before failed. A place is read when its turn comes: by then, the caller
    // has chosen the event that was found before.
    const seek = (): Promise<ShownEvent | null> => this.#seek(from, step);
    const found = this.#fetched.then(seek, seek);
    this.#fetched = found;
    return found;
  }

  async #seek({ chosen, cursor_s }: Place, step: 1 | -1): Promise<ShownEvent | null> {
    for (;;) {
      const found = this.#neighbor(chosen, cursor_s, step);
      if (found !== null || !(await this.#goOn(step))) return found;
    }
  }

  #neighbor(chosen: ShownEvent | null, at_s: number, step: 1 | -1): ShownEvent | null {
    const [events, near_s] = [this.#events, 1e-6];
    const place = events.findIndex((event) => event.id === chosen?.id);
    // Not by their times: two calls at once may begin together.
    if (place >= 0) return events[place + step] ?? null;
    const from_s = chosen?.onset_s ?? at_s;
    if (step > 0) return events.find((event) => event.onset_s > from_s + near_s) ?? null;
    return events.findLast((event) => event.onset_s < from_s - near_s) ?? null;
  }

  /** Fetch the stretch after or before the one that is here; says whether there is one, and it came. */
  async #goOn(step: 1 | -1): Promise<boolean> {
    const { duration_s } = this.#recording;
    if (this.#to_s < 0 || (step > 0 ? this.#to_s >= duration_s : this.#from_s <= 0)) return false;
    const from_s = step > 0 ? this.#to_s : Math.max(this.#from_s - this.#longest_s, 0);
    return this.#fetch(from_s, Math.min(from_s + this.#longest_s, duration_s), null);
  }

  async #fetch(from_s: number, to_s: number, view: TimeView | null): Promise<boolean> {
    let hasCome = false;
    this.#isFetching = true;
    try {
      const address = `/api/recordings/${this.#recording.id}/events?from_s=${from_s.toFixed(4)}&to_s=${to_s.toFixed(4)}`;
      const events = await get<ShownEvent[]>(address, this.#signal);
      this.#fetchedEvents = events.sort((a, b) => a.onset_s - b.onset_s);
      this.show(this.#isShown);
      [this.#from_s, this.#to_s] = [from_s, to_s];
      hasCome = true;
    } catch (error) {
      this.#failed(error);
      if (view !== null) [this.#from_s, this.#to_s] = [from_s, to_s]; // do not ask again and again
    } finally {
      this.#isFetching = false;
    }
    this.#changed();
    return hasCome;
  }
}
