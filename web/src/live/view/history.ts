// The columns of the last seconds, as bytes and as pixels; old ones are overwritten in place.
import { shades } from "./shades.ts";

export class History {
  readonly nColumns: number;
  readonly nRows: number;
  /** One pixel a column and a row, low frequencies at the bottom; column n lies at n modulo nColumns. */
  readonly picture: HTMLCanvasElement;
  readonly #bytes: Uint8Array;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #strip: ImageData;
  #colors = shades(true);
  #total = 0;

  constructor(nColumns: number, nRows: number) {
    this.nColumns = nColumns;
    this.nRows = nRows;
    this.#bytes = new Uint8Array(nColumns * nRows);
    this.picture = document.createElement("canvas");
    this.picture.width = nColumns;
    this.picture.height = nRows;
    this.#context = this.picture.getContext("2d");
    this.#strip = new ImageData(1, nRows);
    this.#repaint();
  }

  /** Columns so far. */
  get total(): number {
    return this.#total;
  }

  add(column: Uint8Array): void {
    const place = this.#total++ % this.nColumns;
    this.#bytes.set(column, place * this.nRows);
    this.#paint(place);
  }

  clear(): void {
    this.#bytes.fill(0);
    this.#total = 0;
    this.#repaint();
  }

  setDark(isDark: boolean): void {
    this.#colors = shades(isDark);
    this.#repaint();
  }

  #repaint(): void {
    for (let place = 0; place < this.nColumns; place++) this.#paint(place);
  }

  #paint(place: number): void {
    const pixels = this.#strip.data;
    for (let row = 0; row < this.nRows; row++) {
      const shade = 4 * (this.#bytes[place * this.nRows + row] ?? 0);
      const at = 4 * (this.nRows - 1 - row);
      for (let channel = 0; channel < 4; channel++) pixels[at + channel] = this.#colors[shade + channel] ?? 0;
    }
    this.#context?.putImageData(this.#strip, place, 0);
  }
}
