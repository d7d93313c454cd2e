// What simpler ways reach on the same calls, so that a person sees what the learning brought, and where it did not.
import type { BaselineScore } from "../server/api.ts";
import { h } from "../parts/dom.ts";

const OURS = "coincide";
// A baseline that wins is told openly, and so it is seen.
const WINS = /^(sharper|better)/;

/** Returns the panel that compares methods, or null where none were run. */
export function baselineTable(baselines: readonly BaselineScore[]): HTMLElement | null {
  if (baselines.length === 0) return null;
  return h(
    "section",
    { class: "panel" },
    h("h2", null, "Compared with simpler methods"),
    h(
      "table",
      { class: "baselines" },
      h("caption", null, "Silhouette: how well categories are set apart, from −1 to 1, without labels"),
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "method"), h("th", { scope: "col", class: "number" }, "silhouette"), h("th", { scope: "col" }, h("span", { class: "unseen" }, "verdict")))),
      h("tbody", null, baselines.map(row)),
    ),
  );
}

function row({ method, silhouette, verdict }: BaselineScore): HTMLElement {
  return h(
    "tr",
    { class: method === OURS ? "is-ours" : null },
    h("th", { scope: "row" }, method),
    h("td", { class: "number" }, silhouette.toFixed(3)),
    h("td", { class: WINS.test(verdict) ? "warn" : "soft" }, verdict),
  );
}
