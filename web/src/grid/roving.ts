// A grid in which arrows move and one cell is in the order of Tab (the WAI-ARIA practice called roving tabindex).
//
// Up and down go by where cells lie on the screen, so it works at any width and number of columns.

export interface Cell {
  readonly element: HTMLElement;
  readonly id: number;
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End";

export class RovingGrid {
  #cells: readonly Cell[] = [];
  #current: number | null = null;
  readonly #moved: (id: number) => void;

  /** `moved` hears the id of the cell that the focus comes to. */
  constructor(container: HTMLElement, moved: (id: number) => void = () => undefined) {
    this.#moved = moved;
    container.addEventListener("focusin", (event) => {
      const cell = this.#cells.find((one) => one.element.contains(event.target as Node));
      if (cell !== undefined && cell.id !== this.#current) this.#mark(cell.id);
    });
  }

  /** The id of the current cell; null only where there are none. */
  get current(): number | null {
    return this.#current;
  }

  /** The ids in the order that is shown. */
  get order(): number[] {
    return this.#cells.map((cell) => cell.id);
  }

  /** Takes the cells that are shown now; the current one stays if it is still there, else its neighbor takes over. */
  setCells(cells: readonly Cell[]): void {
    const place = this.#cells.findIndex((cell) => cell.id === this.#current);
    const isKept = cells.some((cell) => cell.id === this.#current);
    this.#cells = cells;
    const next = isKept ? this.#current : (cells[Math.min(Math.max(place, 0), cells.length - 1)]?.id ?? null);
    this.#mark(next, false);
  }

  /** Moves the focus to a cell. */
  focus(id: number | null = this.#current): void {
    const cell = this.#cells.find((one) => one.id === id);
    if (cell === undefined) return;
    this.#mark(cell.id);
    cell.element.focus({ preventScroll: true });
    cell.element.scrollIntoView({ block: "nearest" });
  }

  /** Moves by an arrow; the first arrow from outside goes to the current cell. Returns the id that it came to. */
  move(direction: Direction): number | null {
    const place = this.#cells.findIndex((cell) => cell.id === this.#current);
    const isInside = this.#cells[place]?.element.contains(document.activeElement) ?? false;
    const next = isInside ? this.#cells[this.#target(place, direction)] : this.#cells[Math.max(place, 0)];
    if (next === undefined) return null;
    this.focus(next.id);
    return next.id;
  }

  #target(place: number, direction: Direction): number {
    const last = this.#cells.length - 1;
    if (direction === "Home") return 0;
    if (direction === "End") return last;
    if (direction === "ArrowLeft") return Math.max(place - 1, 0);
    if (direction === "ArrowRight") return Math.min(place + 1, last);
    const boxes = this.#cells.map((cell) => cell.element.getBoundingClientRect());
    return nextRow(boxes, place, direction === "ArrowDown" ? 1 : -1);
  }

  #mark(id: number | null, isTold = true): void {
    this.#current = id;
    for (const cell of this.#cells) cell.element.tabIndex = cell.id === id ? 0 : -1;
    if (id !== null && isTold) this.#moved(id);
  }
}

interface Box {
  readonly left: number;
  readonly top: number;
}

/** Returns the place of the box in the next row (`step` 1) or the one before (-1) that lies nearest in its column. */
export function nextRow(boxes: readonly Box[], place: number, step: 1 | -1): number {
  const here = boxes[place];
  if (here === undefined) return place;
  const ahead = boxes
    .map((box, index) => ({ box, index }))
    .filter(({ box }) => (step === 1 ? box.top > here.top + 1 : box.top < here.top - 1));
  const tops = ahead.map(({ box }) => box.top);
  const row = step === 1 ? Math.min(...tops) : Math.max(...tops);
  const inRow = ahead.filter(({ box }) => Math.abs(box.top - row) <= 1);
  const nearest = inRow.reduce<(typeof inRow)[number] | null>(
    (best, one) => (best === null || distance(one.box, here) < distance(best.box, here) ? one : best),
    null,
  );
  return nearest === null ? place : nearest.index;
}

function distance(one: Box, other: Box): number {
  return Math.abs(one.left - other.left);
}
