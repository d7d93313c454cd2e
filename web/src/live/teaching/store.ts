// Taught examples outlive the page in IndexedDB, where the browser allows it, each written when it is taught.
//
// A model's digest says whose they are. Where IndexedDB is refused, all of them are one text in the local storage.
import { done, lossOf, openDatabase, write } from "../database.ts";
import type { Loss } from "../database.ts";
import type { TaughtClass } from "./taught.ts";

const DATABASE = "coincide-live";
const VERSION = 2;
const STORE = "examples";
const BY_MODEL = "model";
/** Earlier pages kept the examples of a model as one text. */
const EARLIER_STORE = "taught";
const LATEST = "coincide.taught ";

export interface StoredExample {
  readonly model: string;
  readonly name: string;
  readonly embedding: Float32Array;
}

export class ExampleStore {
  #database: Promise<IDBDatabase> | null = null;

  /** All examples of a model, oldest first; null where they are kept as a text, or not at all. */
  async load(model: string): Promise<StoredExample[] | null> {
    try {
      const database = await this.#open();
      const index = database.transaction(STORE).objectStore(STORE).index(BY_MODEL);
      return (await done(index.getAll(model))) as StoredExample[];
    } catch {
      return null;
    }
  }

  /** What an earlier page, or one that could keep nothing else, kept as a text. */
  async loadText(model: string): Promise<string | null> {
    const text = localText(model);
    if (text !== null) return text;
    try {
      const value: unknown = await done((await this.#open()).transaction(EARLIER_STORE).objectStore(EARLIER_STORE).get(model));
      return typeof value === "string" ? value : null;
    } catch {
      return null;
    }
  }

  /** Keeps one example; returns why it is not kept, or null. */
  async add(model: string, name: string, embedding: Float32Array): Promise<Loss | null> {
    return this.#write((store) => store.add({ model, name, embedding } satisfies StoredExample));
  }

  /** Keeps these classes in the place of all that was kept for a model. */
  async replace(model: string, classes: readonly TaughtClass[]): Promise<Loss | null> {
    return this.#write((store) => {
      const keys = store.index(BY_MODEL).getAllKeys(model);
      keys.onsuccess = () => {
        for (const key of keys.result) store.delete(key);
        for (const { name, examples } of classes) for (const { embedding } of examples) store.add({ model, name, embedding } satisfies StoredExample);
      };
    });
  }

  /** Keeps all classes of a model as a text; a browser takes 5 MB at most in this way. */
  saveText(model: string, text: string): Loss | null {
    try {
      localStorage.setItem(LATEST + model, text);
      return null;
    } catch (error) {
      return lossOf(error);
    }
  }

  forgetText(model: string): void {
    try {
      localStorage.removeItem(LATEST + model);
    } catch {
      // What cannot be written was not written either.
    }
  }

  #write(work: (store: IDBObjectStore) => void): Promise<Loss | null> {
    return write(this.#open(), STORE, work);
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= opened();
    return this.#database;
  }
}

function opened(): Promise<IDBDatabase> {
  return openDatabase(DATABASE, VERSION, (database) => {
    const names = database.objectStoreNames;
    if (!names.contains(EARLIER_STORE)) database.createObjectStore(EARLIER_STORE);
    if (!names.contains(STORE)) database.createObjectStore(STORE, { autoIncrement: true }).createIndex(BY_MODEL, BY_MODEL);
  });
}

function localText(model: string): string | null {
  try {
    return localStorage.getItem(LATEST + model);
  } catch {
    return null;
  }
}
