// What the recognizer can tell apart, and where it comes from, to be read before anything is started.
import { fill, h } from "../../parts/dom.ts";
import { codeWords } from "../../parts/code-words.ts";
import { counted, frequency } from "../../parts/wording.ts";
import { UNKNOWN } from "../model/calls.ts";
import { wordsOf } from "../model/making.ts";
import type { Making } from "../model/making.ts";
import type { Manifest } from "../model/manifest.ts";

const N_NAMED = 12;
/** Of a thousand names the first twelve tell nothing. */
const MOST_LISTED = 200;

export interface Facts {
  readonly element: HTMLElement;
  /** A server may need some seconds to make the recognizer. */
  readonly wait: (making?: Making) => void;
  readonly show: (manifest: Manifest | null) => void;
}

export function makeFacts(): Facts {
  const element = h("div", { class: "live-facts soft small" });
  return {
    element,
    wait: (making) => {
      if (making === undefined) fill(element, h("p", null, "The recognizer is being prepared."));
      else fill(element, h("p", null, wordsOf(making)), h("progress", { max: 1, value: Math.min(0.99, making.sinceS / making.expectedS), "aria-label": "Making the recognizer", class: "live-progress" }));
    },
    show: (manifest) => {
      if (manifest === null) fill(element);
      else fill(element, names(manifest), manifest.notes.map((note) => h("p", null, codeWords(note))));
    },
  };
}

function names(manifest: Manifest): HTMLElement {
  const known = manifest.labels.filter((name) => name !== UNKNOWN && !(manifest.kind === "sound" && name === manifest.noiseLabel));
  const more = known.length - N_NAMED;
  const upTo = manifest.kind === "sound" ? `, up to ${frequency(manifest.sampleRateHz / 2)}` : "";
  if (known.length > MOST_LISTED) return h("p", null, `Knows ${counted(known.length, "name")}${upTo}.`);
  return h("p", null, `Knows ${counted(known.length, "name")}${upTo}: ${known.slice(0, N_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}.`);
}
