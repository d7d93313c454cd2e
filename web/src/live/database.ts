// What the page keeps in this browser: IndexedDB in promises, and why something was not kept.

/** Why something was not kept. */
export type Loss = "full" | "refused";

/** Opens a database; rejects where the browser keeps nothing, as in some private windows. */
export function openDatabase(name: string, version: number, upgrade: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onblocked = () => reject(new Error("another tab of this page holds the database"));
    request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
    request.onsuccess = () => {
      // Another tab may bring a newer page, which must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
  });
}

/** Writes to one store, all or nothing; returns why nothing was kept, or null. */
export async function write(opening: Promise<IDBDatabase>, store: string, work: (store: IDBObjectStore) => void): Promise<Loss | null> {
  try {
    const transaction = (await opening).transaction(store, "readwrite");
    const ended = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error ?? new Error("the browser kept nothing"));
    });
    work(transaction.objectStore(store));
    await ended;
    return null;
  } catch (error) {
    return lossOf(error);
  }
}

export const lossOf = (error: unknown): Loss => (error instanceof Error && error.name === "QuotaExceededError" ? "full" : "refused");
