// Where the parts of the page stand, and the place for what went wrong.
import { codeWords } from "../../parts/code-words.ts";
import { fill, h } from "../../parts/dom.ts";

export interface Parts {
  readonly controls: HTMLElement;
  readonly trouble: HTMLElement;
  readonly stage: HTMLElement;
  /** Below the picture, so that what is taught and the button to hold are seen together on a phone. */
  readonly teachBar: HTMLElement;
  readonly side: readonly HTMLElement[];
  readonly below: readonly HTMLElement[];
}

export function layout({ controls, trouble, stage, teachBar, side, below }: Parts): HTMLElement[] {
  const names = h("section", { class: "panel", "aria-labelledby": "live-names-title" }, h("h2", { id: "live-names-title" }, "What it may be"), h("div", { class: "live-side" }, side));
  return [
    h("h1", null, "Live"),
    h("p", { class: "intro" }, "Recognizes what the microphone hears or the camera sees. It runs on this device, and nothing is sent anywhere."),
    controls,
    trouble,
    h("div", { class: "live-main" }, h("div", { class: "live-center" }, stage, teachBar), names),
    h("div", { class: "live-below" }, below),
  ];
}

export interface Trouble {
  readonly element: HTMLElement;
  readonly show: (message: string) => void;
  readonly clear: () => void;
}

/** Shows what stands in the way until the next attempt; screen readers are interrupted for it. */
export function makeTrouble(): Trouble {
  const element = h("div", { class: "live-trouble", "aria-live": "assertive" });
  return {
    element,
    show: (message) => fill(element, h("p", { class: "panel notice is-bad" }, codeWords(message))),
    clear: () => fill(element),
  };
}
