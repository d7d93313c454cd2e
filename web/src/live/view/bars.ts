// The five best names with their probabilities, as bars.
import { fill, h, setVars } from "../../parts/dom.ts";
import { percent } from "../../parts/wording.ts";
import type { Scored } from "../model/scored.ts";

const N_BARS = 5;

export interface Bars {
  readonly element: HTMLElement;
  readonly show: (scores: readonly Scored[], colorOf: (name: string) => string) => void;
}

export function makeBars(): Bars {
  const rows = Array.from({ length: N_BARS }, () => makeRow());
  const element = h("ol", { class: "live-bars", "aria-label": "Most probable names" }, rows.map(({ item }) => item));
  const show = (scores: readonly Scored[], colorOf: (name: string) => string): void => {
    rows.forEach(({ item, name, bar, share }, place) => {
      const score = scores[place];
      item.classList.toggle("is-empty", score === undefined || score.probability < 0.005);
      const text = score?.name ?? "–";
      if (name.textContent !== text) {
        fill(name, text);
        name.title = text;
      }
      share.textContent = score === undefined ? "" : percent(score.probability);
      setVars(bar, { "--part": (score?.probability ?? 0).toFixed(3), "--k": score === undefined ? "transparent" : colorOf(score.name) });
    });
  };
  show([], () => "");
  return { element, show };
}

function makeRow() {
  const name = h("span", { class: "live-bar-name" });
  const share = h("span", { class: "live-bar-share tabular" });
  const bar = h("span", { class: "meter", "aria-hidden": true });
  return { item: h("li", null, name, share, bar), name, share, bar };
}
