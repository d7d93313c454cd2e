// Which things of a list are chosen, by clicks, keys and ranges, as file managers do it.

export class Selection {
  readonly #chosen = new Set<number>();
  #anchor: number | null = null;
  readonly #changed: () => void;

  /** `changed` is called after each change. */
  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  get size(): number {
    return this.#chosen.size;
  }

  has(id: number): boolean {
    return this.#chosen.has(id);
  }

  /** The chosen ids, in the order they were chosen. */
  ids(): number[] {
    return [...this.#chosen];
  }

  toggle(id: number): void {
    if (!this.#chosen.delete(id)) this.#chosen.add(id);
    this.#anchor = id;
    this.#changed();
  }

  /** Adds all from where the last choice was made up to `id`, in the order in which they are shown. */
  extendTo(id: number, order: readonly number[]): void {
    const from = this.#anchor === null ? -1 : order.indexOf(this.#anchor);
    const to = order.indexOf(id);
    if (to < 0) return;
    const start = from < 0 ? to : from;
    for (const one of order.slice(Math.min(start, to), Math.max(start, to) + 1)) this.#chosen.add(one);
    if (from < 0) this.#anchor = id;
    this.#changed();
  }

  all(ids: readonly number[]): void {
    for (const id of ids) this.#chosen.add(id);
    this.#changed();
  }

  clear(): void {
    this.#chosen.clear();
    this.#anchor = null;
    this.#changed();
  }

  /** Forgets ids that are gone. */
  keep(ids: readonly number[]): void {
    const present = new Set(ids);
    for (const id of this.#chosen) if (!present.has(id)) this.#chosen.delete(id);
    if (this.#anchor !== null && !present.has(this.#anchor)) this.#anchor = null;
    this.#changed();
  }
}
