// Taught examples outlive the page in IndexedDB, where the browser allows it; a model's sha256 says whose they are.

const DATABASE = "coincide-live";
const STORE = "taught";

/** Returns what was kept under `key`, or null, also where nothing can be kept. */
export async function load(key: string): Promise<string | null> {
  const value: unknown = await work("readonly", (store) => store.get(key)).catch(() => null);
  return typeof value === "string" ? value : null;
}

/** Keeps `text`, and returns once it is safe; private windows may refuse, and then it lasts as long as the page. */
export async function save(key: string, text: string): Promise<void> {
  await work("readwrite", (store) => store.put(text, key)).catch(() => undefined);
}

async function work(mode: IDBTransactionMode, make: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
  const database = await open();
  try {
    const transaction = database.transaction(STORE, mode);
    const ended = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error ?? new Error("the browser kept nothing"));
    });
    const [value] = await Promise.all([done(make(transaction.objectStore(STORE))), ended]);
    return value;
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return done(request);
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
  });
}
