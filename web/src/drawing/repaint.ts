// Draws an element's canvas when it has to be drawn: on the next frame after something changed, after the element took
// another size, after the page turned light or dark.

import { readInks, watchTheme } from "./inks.ts";
import type { Inks } from "./inks.ts";
import { together } from "../shell/page.ts";
import type { Stop } from "../shell/page.ts";

export class Repaint {
  readonly stop: Stop;
  readonly #paint: (inks: Inks) => void;
  #inks = readInks();
  #frame = 0;

  /** `resized` is called before the element is drawn in its new size, also when it is placed. */
  constructor(element: HTMLElement, paint: (inks: Inks) => void, resized: () => void) {
    this.#paint = paint;
    const observer = new ResizeObserver(() => {
      resized();
      this.request();
    });
    observer.observe(element);
    const theme = watchTheme(() => {
      this.#inks = readInks();
      this.request();
    });
    this.stop = together(theme, () => {
      observer.disconnect();
      cancelAnimationFrame(this.#frame);
    });
  }

  /** Draw on the next frame, once however often this is called before. */
  request(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint(this.#inks));
  }
}
