// What simpler ways reach on the same calls, so that a person sees what the learning brought, and where it did not.
import type { BaselineScore } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { percent } from "../parts/wording.ts";

const OURS = "coincide";

/** Returns the panel that compares methods, or null where none were run. */
export function baselineTable(baselines: readonly BaselineScore[]): HTMLElement | null {
  if (baselines.length === 0) return null;
  return h(
    "section",
    { class: "panel" },
    h("h2", null, "Compared with simpler methods"),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": "Table of methods" },
      h(
        "table",
        { class: "baselines" },
        h(
          "caption",
          null,
          "Copies: the share of other calls that are farther from a call than its changed copy; compare methods by it. " +
            "Silhouette: how sharp the categories of a method are in its own space, not whether they are right.",
        ),
        h("thead", null, h("tr", null, h("th", { scope: "col" }, "method"), number("copies"), number("silhouette"), h("th", { scope: "col" }, h("span", { class: "unseen" }, "verdict")))),
        h("tbody", null, baselines.map(row)),
      ),
    ),
  );
}

function number(name: string): HTMLElement {
  return h("th", { scope: "col", class: "number" }, name);
}

function row({ method, copies, silhouette, verdict, is_better }: BaselineScore): HTMLElement {
  return h(
    "tr",
    { class: method === OURS ? "is-ours" : null },
    h("th", { scope: "row" }, method),
    h("td", { class: "number" }, copies === null ? "–" : percent(copies)),
    h("td", { class: "number" }, silhouette.toFixed(3)),
    // A baseline that wins is told openly, and so it is seen.
    h("td", { class: is_better ? "warn" : "soft" }, verdict),
  );
}
