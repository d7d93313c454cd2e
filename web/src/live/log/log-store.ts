// The log outlives the page in IndexedDB, each line written when it comes; the sounds of its calls do not.
import { done, openDatabase, write } from "../database.ts";
import type { Loss } from "../database.ts";
import type { Line } from "./lines.ts";

const DATABASE = "coincide-log";
const VERSION = 1;
const STORE = "lines";

/** One line, and the session that it belongs to. */
export interface KeptLine extends Line {
  /** When microphone or camera was started, in milliseconds since 1970. */
  readonly startedMs: number;
  readonly sampleRateHz: number;
}

export class LogStore {
  #database: Promise<IDBDatabase> | null = null;

  /** The newest lines, oldest first; none where the browser keeps nothing. Older ones are forgotten. */
  async load(atMost: number): Promise<KeptLine[]> {
    try {
      const store = (await this.#open()).transaction(STORE, "readwrite").objectStore(STORE);
      const keys = await done(store.getAllKeys());
      if (keys.length > atMost) store.delete(IDBKeyRange.upperBound(keys[keys.length - atMost - 1]));
      return (await done(store.getAll())) as KeptLine[];
    } catch {
      return [];
    }
  }

  /** Keeps one line; returns why it is not kept, or null. */
  add(line: KeptLine): Promise<Loss | null> {
    return write(this.#open(), STORE, (store) => store.add(line));
  }

  clear(): Promise<Loss | null> {
    return write(this.#open(), STORE, (store) => store.clear());
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= openDatabase(DATABASE, VERSION, (database) => database.createObjectStore(STORE, { autoIncrement: true }));
    return this.#database;
  }
}
