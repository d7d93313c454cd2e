// The slider below which a name is not said.
import { h } from "../../parts/dom.ts";
import { kept } from "../../shell/preferences.ts";

export interface ThresholdSlider {
  readonly element: HTMLElement;
  readonly get: () => number;
  /** While no recognizer is there, there is no threshold either. */
  readonly wait: () => void;
  /** Shows what was chosen for sound or pictures in this browser, else the recognizer's own. */
  readonly turnTo: (kind: "sound" | "image", own: number) => void;
  /** Lowers or raises it by a step, as a key does. */
  readonly nudge: (steps: number) => void;
  readonly focus: () => void;
}

const STEP = 0.05;
/** Below any threshold: nobody chose one yet. */
const UNSET = -1;

export function makeThreshold(onChange: () => void): ThresholdSlider {
  const choices = { sound: kept("coincide.live.sound-threshold", UNSET), image: kept("coincide.live.image-threshold", UNSET) };
  let choice = choices.sound;
  const value = h("output", { for: "live-threshold", class: "tabular" });
  const input = h("input", { id: "live-threshold", type: "range", min: 0, max: 1, step: 0.01, disabled: true });
  const show = (): void => {
    value.textContent = Number(input.value).toFixed(2);
  };
  const set = (next: number): void => {
    input.value = String(Math.min(1, Math.max(0, next)));
    show();
  };
  const changed = (): void => {
    show();
    choice.set(Number(input.value));
    onChange();
  };
  input.addEventListener("input", changed);
  // Letters belong to the slider while it has the focus; Escape gives them back to the page.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") input.blur();
  });
  return {
    element: h(
      "div",
      { class: "live-threshold" },
      h("label", { for: "live-threshold" }, "Minimum probability"),
      input,
      value,
    ),
    get: () => Number(input.value),
    wait: () => {
      input.disabled = true;
      input.value = "0";
      value.textContent = "–";
    },
    turnTo: (kind, own) => {
      choice = choices[kind];
      input.disabled = false;
      set(choice.get() === UNSET ? own : choice.get());
    },
    nudge: (steps) => {
      if (input.disabled) return;
      set(Math.round((Number(input.value) + steps * STEP) / STEP) * STEP);
      changed();
    },
    focus: () => input.focus(),
  };
}
