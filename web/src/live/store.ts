// Taught examples outlive the page in IndexedDB, where the browser allows it; a model's sha256 says whose they are.

const DATABASE = "coincide-live";
const STORE = "taught";

/** Before the key, for what a page wrote while it was left: there IndexedDB is too slow. */
const LATEST = "coincide.taught ";

/** Returns what was kept under `key`, or null, also where nothing can be kept. */
export async function load(key: string): Promise<string | null> {
  const latest = latestOf(key);
  if (latest !== null) {
    if (await save(key, latest)) localStorage.removeItem(LATEST + key);
    return latest;
  }
  const value: unknown = await work("readonly", (store) => store.get(key)).catch(() => null);
  return typeof value === "string" ? value : null;
}

/** Keeps `text`, and says whether it is safe; private windows may refuse, and then it lasts as long as the page. */
export async function save(key: string, text: string): Promise<boolean> {
  return work("readwrite", (store) => store.put(text, key)).then(
    () => true,
    () => false,
  );
}

/** Keeps `text` before this returns, and says whether it is safe: a browser takes 5 MB at most in this way. */
export function saveAtOnce(key: string, text: string): boolean {
  try {
    localStorage.setItem(LATEST + key, text);
    return true;
  } catch {
    return false;
  }
}

function latestOf(key: string): string | null {
  try {
    return localStorage.getItem(LATEST + key);
  } catch {
    return null;
  }
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
