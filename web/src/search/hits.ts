// What was found: pictures in the order of their distance, to hear, to open, to search on from, and to label.

import type { ShownHit } from "../server/api.ts";
import { colorOf, inkOn } from "../drawing/colors.ts";
import { fill, h } from "../parts/dom.ts";
import { labelForm, putLabels } from "../server/labeling.ts";
import { thumbnail } from "../parts/thumbnail.ts";
import { clock, counted, eventName, whenAndWhere } from "../parts/wording.ts";

export function showHits(root: HTMLElement, hits: readonly ShownHit[], names: readonly string[], changed: () => void): void {
  if (hits.length === 0)
    return fill(root, h("p", { class: "empty" }, "Nothing found: the catalog has no other events."));
  const chosen = new Set(hits.map((hit) => hit.id));
  const formPlace = h("div");
  const showForm = (): void => {
    const form = labelForm(names, `Label ${counted(chosen.size, "hit")}`, (label) => {
      if (chosen.size > 0) void putLabels([...chosen], label, changed);
    });
    for (const button of form.element.querySelectorAll("button")) button.disabled = chosen.size === 0;
    fill(formPlace, form.element);
  };
  const choose = (id: number, isOn: boolean): void => {
    if (isOn) chosen.add(id);
    else chosen.delete(id);
    showForm();
  };
  const all = h("input", {
    type: "checkbox",
    checked: true,
    onchange: () => {
      for (const box of root.querySelectorAll<HTMLInputElement>(".hit input")) {
        if (box.checked === all.checked) continue;
        box.checked = all.checked;
        choose(Number(box.value), all.checked);
      }
    },
  });
  fill(
    root,
    h(
      "div",
      { class: "row spread hits-head" },
      h("h2", null, `${counted(hits.length, "call")}, nearest first`),
      h("label", { class: "choice small" }, all, "Select all"),
    ),
    h(
      "ol",
      { class: "hits" },
      hits.map((hit) => h("li", { class: "hit" }, hitCard(hit, choose))),
    ),
    h("section", { class: "panel hits-label", "aria-label": "Label the hits" }, formPlace),
  );
  showForm();
}

function hitCard(hit: ShownHit, choose: (id: number, isOn: boolean) => void): HTMLElement[] {
  const box = h("input", {
    type: "checkbox",
    checked: true,
    value: hit.id,
    "aria-label": `Also label event ${hit.id}`,
    onchange: () => choose(hit.id, box.checked),
  });
  const color = colorOf(hit.category);
  const name = eventName(hit) ?? "unsure";
  return [
    thumbnail(hit),
    h(
      "p",
      { class: "row spread small" },
      h(
        "span",
        { class: "row" },
        box,
        h("span", { class: "hit-name", vars: { "--k": color, "--on-k": inkOn(color) } }, name),
      ),
      h("span", { class: "tabular", title: "Distance: smaller is more similar" }, hit.distance.toFixed(3)),
    ),
    h("p", { class: "small soft hit-where" }, `${hit.recording_name} at ${clock(hit.onset_s, 2)}${whenAndWhere(hit)}`),
    h(
      "p",
      { class: "row small" },
      h("a", { href: `/recordings/${hit.recording_id}?at=${hit.onset_s.toFixed(3)}&event=${hit.id}` }, "Open"),
      h("a", { href: `/search?event=${hit.id}` }, "Find similar"),
    ),
  ];
}
