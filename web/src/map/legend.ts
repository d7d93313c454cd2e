// The legend of the map: what each color and shape means; pointing at a line shows its events, pressing selects them.

import { h } from "../parts/dom.ts";
import type { Group } from "./looks.ts";
import { shapeIcon } from "../drawing/shapes.ts";
import { count } from "../parts/wording.ts";

export interface LegendEvents {
  /** A line is pointed at or has the focus; null when none is. */
  point(number: number | null): void;
  select(number: number): void;
}

export function mapLegend(groups: readonly Group[], title: string, events: LegendEvents): HTMLElement {
  return h(
    "section",
    { class: "map-legend", "aria-label": title },
    h("h2", null, title),
    h(
      "ul",
      null,
      groups.map((group) => h("li", null, line(group, events))),
    ),
  );
}

function line(group: Group, events: LegendEvents): HTMLElement {
  return h(
    "button",
    {
      type: "button",
      class: "legend-line quiet",
      "data-group": group.number,
      title: `Select all of ${group.name}`,
      onclick: () => events.select(group.number),
      onpointerenter: () => events.point(group.number),
      onpointerleave: () => events.point(null),
      onfocus: () => events.point(group.number),
      onblur: () => events.point(null),
    },
    shapeIcon(group.look),
    h("span", { class: "legend-name" }, group.name),
    " ",
    h("span", { class: "legend-n soft tabular" }, count(group.n)),
    h("span", { class: "unseen" }, group.n === 1 ? " event" : " events"),
  );
}
