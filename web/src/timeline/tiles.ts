// Pictures of a long recording, piece by piece: only what is in sight is fetched, four pieces at a time, newest first.
//
// Pieces lie on a fixed grid for each power of two of pixels a second, so that they come from the browser's cache when
// one scrolls back. Until a piece is there, a coarser one is stretched in its place.

import { endOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";

export const TILE_PX = 512;
/** Longer pieces would keep the server reading for seconds; further out only events are drawn. */
const LONGEST_TILE_S = 600;
const MOST_AT_ONCE = 4;
const MOST_KEPT = 96;

export interface Tile {
  readonly level: number;
  readonly place: number;
  readonly from_s: number;
  readonly to_s: number;
}

/** The pieces that a view shows, sharper than it by less than a factor of two; none where pieces would be too long. */
export function tilesFor(view: TimeView, duration_s: number): Tile[] {
  const level = Math.ceil(Math.log2(view.px_per_s) - 0.25);
  if (TILE_PX / 2 ** level > LONGEST_TILE_S) return [];
  const length_s = TILE_PX / 2 ** level;
  const last = Math.floor(Math.min(endOf(view), duration_s - 1e-9) / length_s);
  const found: Tile[] = [];
  for (let place = Math.max(Math.floor(view.from_s / length_s), 0); place <= last; place++) {
    found.push(tileAt(level, place));
  }
  return found;
}

/** The pieces that hold a piece, each twice as long as the one before. */
export function* coarser(tile: Tile): Generator<Tile> {
  for (let up = 1; up <= 6; up++) yield tileAt(tile.level - up, Math.floor(tile.place / 2 ** up));
}

function tileAt(level: number, place: number): Tile {
  const length_s = TILE_PX / 2 ** level;
  return { level, place, from_s: place * length_s, to_s: (place + 1) * length_s };
}

interface Entry {
  readonly image: HTMLImageElement;
  state: "loading" | "there" | "failed";
}

export class TileStore {
  readonly #addressOf: (tile: Tile) => string;
  readonly #onChange: () => void;
  readonly #entries = new Map<string, Entry>();
  #wanted: readonly Tile[] = [];

  /** `onChange` is called whenever a piece came or failed. */
  constructor(addressOf: (tile: Tile) => string, onChange: () => void) {
    this.#addressOf = addressOf;
    this.#onChange = onChange;
  }

  /** Say what is in sight; what is still loading and not wanted any more is given up. */
  want(tiles: readonly Tile[]): void {
    this.#wanted = tiles;
    const keys = new Set(tiles.map(keyOf));
    for (const [key, entry] of this.#entries) {
      if (entry.state === "loading" && !keys.has(key)) this.#drop(key, entry);
    }
    this.#loadMore();
  }

  /** The picture of a piece, null until it is there. */
  picture(tile: Tile): HTMLImageElement | null {
    const key = keyOf(tile);
    const entry = this.#entries.get(key);
    if (entry?.state !== "there") return null;
    this.#entries.delete(key); // to the end: least recently used goes first
    this.#entries.set(key, entry);
    return entry.image;
  }

  /** Whether all that is wanted came or failed. */
  get isSettled(): boolean {
    return this.#wanted.every((tile) => (this.#entries.get(keyOf(tile))?.state ?? "loading") !== "loading");
  }

  dispose(): void {
    this.want([]);
    this.#entries.clear();
  }

  #loadMore(): void {
    let free = MOST_AT_ONCE - [...this.#entries.values()].filter((entry) => entry.state === "loading").length;
    for (const tile of this.#wanted) {
      if (free <= 0) return;
      if (this.#entries.has(keyOf(tile))) continue;
      this.#load(tile);
      free--;
    }
  }

  #load(tile: Tile): void {
    const entry: Entry = { image: new Image(), state: "loading" };
    this.#entries.set(keyOf(tile), entry);
    const settle = (state: "there" | "failed"): void => {
      if (this.#entries.get(keyOf(tile)) !== entry) return;
      entry.state = state;
      this.#forget();
      this.#loadMore();
      this.#onChange();
    };
    entry.image.addEventListener("load", () => settle("there"));
    entry.image.addEventListener("error", () => settle("failed"));
    entry.image.src = this.#addressOf(tile);
  }

  #drop(key: string, entry: Entry): void {
    this.#entries.delete(key);
    entry.image.removeAttribute("src"); // stops the transfer
  }

  #forget(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= MOST_KEPT) return;
      if (entry.state !== "loading") this.#drop(key, entry);
    }
  }
}

function keyOf(tile: Tile): string {
  return `${tile.level}/${tile.place}`;
}
