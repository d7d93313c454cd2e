// The slider below which a name is not said.
import { h } from "../../dom.ts";

export interface ThresholdSlider {
  readonly element: HTMLElement;
  readonly get: () => number;
  readonly set: (value: number) => void;
  /** Lowers or raises it by a step, as a key does. */
  readonly nudge: (steps: number) => void;
  readonly focus: () => void;
}

const STEP = 0.05;

export function makeThreshold(onChange: (value: number) => void): ThresholdSlider {
  const value = h("output", { for: "live-threshold", class: "tabular" });
  const input = h("input", { id: "live-threshold", type: "range", min: 0, max: 1, step: 0.01 });
  const show = (): void => {
    value.textContent = Number(input.value).toFixed(2);
  };
  const set = (next: number): void => {
    input.value = String(Math.min(1, Math.max(0, next)));
    show();
  };
  input.addEventListener("input", () => {
    show();
    onChange(Number(input.value));
  });
  // Letters belong to the slider while it has the focus; Escape gives them back to the page.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") input.blur();
  });
  return {
    element: h(
      "div",
      { class: "live-threshold" },
      h("label", { for: "live-threshold" }, "Say a name from"),
      input,
      value,
    ),
    get: () => Number(input.value),
    set,
    nudge: (steps) => {
      set(Math.round((Number(input.value) + steps * STEP) / STEP) * STEP);
      onChange(Number(input.value));
    },
    focus: () => input.focus(),
  };
}
