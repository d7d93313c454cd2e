// One color a name, the same wherever it is shown on the page.
import { colorOf, UNSURE_COLOR } from "../drawing/colors.ts";
import { UNKNOWN } from "./model/calls.ts";

export class NameColors {
  readonly #numbers = new Map<string, number>();

  /** Names of the recognizer get their colors in its own order. */
  constructor(names: readonly string[]) {
    for (const name of names.slice(0, 30)) if (name !== UNKNOWN) this.#numbers.set(name, this.#numbers.size + 1);
  }

  of(name: string): string {
    if (name === UNKNOWN || name === "") return UNSURE_COLOR;
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#numbers.size + 1;
      // A thousand names of pictures may come by; colors repeat after thirty anyhow.
      if (this.#numbers.size < 2000) this.#numbers.set(name, number);
    }
    return colorOf(number);
  }
}
