// The tools above the map.

import { h } from "../parts/dom.ts";
import { COLORINGS } from "./looks.ts";
import type { Coloring } from "./looks.ts";
import type { MapStage } from "./stage.ts";
import { counted } from "../parts/wording.ts";

const ZOOM = 1.5;

export function mapTools(
  stage: MapStage,
  coloring: Coloring,
  lasso: HTMLElement,
  n: number,
  recolor: (coloring: Coloring) => void,
): HTMLElement {
  const select = h(
    "select",
    { onchange: () => recolor(select.value as Coloring) },
    COLORINGS.map((one) => h("option", { value: one, selected: one === coloring }, one)),
  );
  const tool = (name: string, says: string, run: () => void): HTMLElement =>
    h("button", { type: "button", "aria-label": says, title: says, onclick: run }, name);
  return h(
    "div",
    { class: "map-tools row" },
    h("label", { class: "field" }, "Color by", select),
    lasso,
    h(
      "span",
      { class: "row map-zoom" },
      tool("−", "Zoom out", () => stage.zoom(1 / ZOOM)),
      tool("+", "Zoom in", () => stage.zoom(ZOOM)),
      tool("All", "Show all", () => stage.showAll()),
    ),
    h("span", { class: "soft small" }, counted(n, "event")),
  );
}

/** In the place of a map without points. */
export function nothingToMap(): HTMLElement {
  const learn = ["Run ", h("code", null, "coincide learn"), " on recordings with sound in them."];
  return h("p", { class: "empty" }, "No events were found, so there is nothing to map. ", learn);
}
