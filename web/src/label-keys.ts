// Which key stands for which name: it stays the same while the page is open, since fingers remember it.

/** Keys for names, in the order they are given out; letters that mean something else here are left out. */
export const NAME_KEYS: readonly string[] = [..."123456789", ..."abcdefghijkloqrtuvwyz"];

export class NameKeys {
  #names: string[] = [];

  /** Names in the order of their keys; those beyond the keys have none. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Give keys to names that have none yet. Names that are gone keep theirs: they may come back by undo. */
  learn(names: readonly string[]): void {
    for (const name of names) if (!this.#names.includes(name)) this.#names.push(name);
  }

  keyOf(name: string): string | null {
    return NAME_KEYS[this.#names.indexOf(name)] ?? null;
  }

  nameOf(key: string): string | null {
    const place = NAME_KEYS.indexOf(key);
    return place < 0 ? null : (this.#names[place] ?? null);
  }
}
