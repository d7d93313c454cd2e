// Spells during which one label was shown: what a log of a camera consists of.
import type { Entry } from "../log/tables.ts";

interface Open {
  readonly label: string;
  readonly onsetS: number;
  most: number;
}

export class Spells {
  #open: Open | null = null;

  /** Takes the label that is shown at `atS`; returns the spell that thereby ended, if one did. */
  update(label: string | null, probability: number, atS: number): Entry | null {
    if (this.#open !== null && this.#open.label === label) {
      this.#open.most = Math.max(this.#open.most, probability);
      return null;
    }
    const ended = this.finish(atS);
    if (label !== null) this.#open = { label, onsetS: atS, most: probability };
    return ended;
  }

  finish(atS: number): Entry | null {
    const open = this.#open;
    this.#open = null;
    if (open === null) return null;
    return { label: open.label, onsetS: open.onsetS, offsetS: atS, lowHz: null, highHz: null, confidence: open.most };
  }
}
