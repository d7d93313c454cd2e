// What this person chose in this browser; nothing of it is sent anywhere.

export interface Preference<T> {
  get(): T;
  set(value: T): void;
}

/** Pictures sound when a mouse rests on them. */
export const hoverSound = kept("coincide.hover-sound", true);

/** Arrows play what they come to. */
export const autoPlay = kept("coincide.auto-play", false);

/** Keys without Ctrl work. */
export const singleKeys = kept("coincide.single-keys", true);

/** A preference that outlives the page where the browser allows it, and lasts as long as the page elsewhere. */
export function kept<T>(key: string, fallback: T): Preference<T> {
  let value = read(key, fallback);
  return {
    get: () => value,
    set: (next) => {
      value = next;
      try {
        localStorage.setItem(key, JSON.stringify(next));
      } catch {
        // Private windows may refuse.
      }
    },
  };
}

function read<T>(key: string, fallback: T): T {
  try {
    const text = localStorage.getItem(key);
    const value: unknown = text === null ? fallback : JSON.parse(text);
    return typeof value === typeof fallback ? (value as T) : fallback;
  } catch {
    return fallback;
  }
}
