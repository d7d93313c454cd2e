// The page of the map, once its points are here: stage, legend, selection, and what is done with them.

import { get } from "../server/api.ts";
import type { CategorySummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { bindKeys } from "../shell/keys.ts";
import { putLabels, undoLabels } from "../server/labeling.ts";
import { MapCard } from "./card.ts";
import { loadLabels } from "./data.ts";
import type { MapData } from "./data.ts";
import { mapKeys, stageKeys } from "./keys.ts";
import { mapLegend } from "./legend.ts";
import { COLORINGS, groupNumbers, groupsOf, looksOf, middles, sharesOf } from "./looks.ts";
import type { Coloring } from "./looks.ts";
import { showEvent, showHint, showMany } from "./selection.ts";
import { MapStage } from "./stage.ts";
import { mapTools } from "./tools.ts";
import { fail, say } from "../parts/notice.ts";
import type { Stop } from "../shell/page.ts";
import { together } from "../shell/page.ts";
import { rewrite } from "../shell/router.ts";
import { categoryName, counted } from "../parts/wording.ts";

export class MapPage {
  readonly stop: Stop;
  readonly #data: MapData;
  readonly #signal: AbortSignal;
  readonly #stage: MapStage;
  readonly #card = new MapCard();
  readonly #side = h("section", { class: "panel map-selection", "aria-label": "Selection" });
  readonly #legend = h("div", { class: "panel" });
  readonly #names = new Map<number, string>();
  readonly #lassoButton = h("button", { type: "button", "aria-pressed": "false" }, "Lasso ", h("kbd", null, "L"));
  #coloring: Coloring;
  #selected: Uint32Array = new Uint32Array(0);
  #isSelected: Uint8Array;
  #pointedAt: number | null = null;
  #showing = new AbortController();

  constructor(root: HTMLElement, data: MapData, query: URLSearchParams, signal: AbortSignal) {
    this.#data = data;
    this.#signal = signal;
    this.#isSelected = new Uint8Array(data.eventIds.length);
    this.#coloring = COLORINGS.find((one) => one === query.get("color")) ?? "category";
    this.#stage = new MapStage({
      hover: (row, at) => this.#hover(row, at),
      pick: (row) => this.#select(row < 0 ? new Uint32Array(0) : Uint32Array.of(row)),
      lasso: (rows) => this.#select(rows, true),
      lassoing: (isOn) => this.#lassoButton.setAttribute("aria-pressed", String(isOn)),
      drawn: () => performance.mark("coincide-map-drawn"),
    });
    this.#stage.element.append(this.#card.element);
    root.append(
      mapTools(this.#stage, this.#coloring, this.#lassoButton, data.eventIds.length, (coloring) =>
        this.#setColoring(coloring),
      ),
      h(
        "div",
        { class: "map-layout" },
        this.#stage.element,
        h("aside", { class: "map-side" }, this.#side, this.#legend),
      ),
    );
    this.#lassoButton.addEventListener("click", () => this.#toggleLasso());
    this.#stage.setPlaces(data.places);
    this.#recolor();
    showHint(this.#side);
    void this.#nameCategories();
    const keys = bindKeys(
      "Map",
      mapKeys({
        stage: this.#stage,
        toggleLasso: () => this.#toggleLasso(),
        clear: () => this.#clear(),
        undo: () => void undoLabels(() => void this.#reload()),
      }),
    );
    this.stop = together(
      this.#stage.stop,
      keys,
      stageKeys(this.#stage, () => this.#heardId()),
      () => this.#card.hide(),
      () => this.#showing.abort(),
    );
  }

  #setColoring(coloring: Coloring): void {
    this.#coloring = coloring;
    rewrite(`/map?color=${coloring}`);
    this.#recolor();
  }

  /** Colors, shapes and legend anew, after anything that they depend on has changed. */
  #recolor(): void {
    const groups = groupsOf(this.#data, this.#coloring, this.#names);
    this.#stage.setGroups(this.#coloring === "certainty" ? [] : groups, middles(this.#data, groups, this.#coloring));
    this.#paint();
    const title = { category: "Categories", label: "Labels", certainty: "How sure" }[this.#coloring];
    fill(
      this.#legend,
      mapLegend(groups, title, {
        point: (number) => this.#point(number),
        select: (number) => this.#select(this.#rowsOf(number)),
      }),
    );
  }

  #paint(): void {
    const numbers = groupNumbers(this.#data, this.#coloring);
    const pointedAt = this.#pointedAt;
    const isAside =
      pointedAt !== null
        ? (row: number) => numbers[row] !== pointedAt
        : this.#selected.length > 1
          ? (row: number) => this.#isSelected[row] === 0
          : null;
    this.#stage.setLooks(looksOf(this.#data, this.#coloring, isAside));
  }

  #point(number: number | null): void {
    this.#pointedAt = number;
    this.#paint();
  }

  #rowsOf(number: number): Uint32Array {
    const numbers = groupNumbers(this.#data, this.#coloring);
    return Uint32Array.from(this.#data.eventIds.keys()).filter((row) => numbers[row] === number);
  }

  #select(rows: Uint32Array, isLasso = false): void {
    this.#selected = rows;
    this.#isSelected.fill(0);
    for (const row of rows) this.#isSelected[row] = 1;
    if (rows.length !== 1) this.#stage.setChosen(-1);
    this.#pointedAt = null;
    this.#paint();
    this.#showSelection(isLasso);
  }

  #showSelection(isLasso: boolean): void {
    // What is still on its way is about what was selected before.
    this.#showing.abort();
    this.#showing = new AbortController();
    const ids = Array.from(this.#selected, (row) => this.#data.eventIds[row]!);
    const events = {
      label: (label: string) => void putLabels(ids, label, () => void this.#reload()),
      clear: () => this.#clear(),
    };
    if (ids.length === 0) {
      showHint(this.#side);
      if (isLasso) say("There are no events in the lasso.");
    } else if (ids.length === 1) void showEvent(this.#side, ids[0]!, this.#data.names, this.#showing.signal, events);
    else {
      const form = showMany(
        this.#side,
        ids,
        sharesOf(this.#selected, this.#data, this.#coloring, this.#names),
        this.#data.names,
        events,
      );
      say(`${counted(ids.length, "event")} selected`);
      if (isLasso) form.focus();
    }
  }

  #clear(): void {
    this.#card.hide();
    if (this.#stage.lasso.isOn) this.#stage.turnLasso(false);
    else this.#select(new Uint32Array(0));
  }

  #toggleLasso(): void {
    if (this.#stage.lasso.corners.length > 2) this.#stage.closeLasso();
    else this.#stage.turnLasso(!this.#stage.lasso.isOn);
    if (this.#stage.lasso.isOn) say("Draw around events, or set corners by pressing or with Enter; Lasso or L closes it.");
  }

  #heardId(): number | null {
    return this.#data.eventIds[this.#stage.hovered] ?? null;
  }

  #hover(row: number, at: readonly [number, number]): void {
    if (row < 0) return this.#card.hide();
    const { categories, labels, names, eventIds } = this.#data;
    const number = categories[row]!;
    const name = labels[row]
      ? (names[labels[row]] ?? "")
      : (this.#names.get(number) ?? categoryName(number || null, null));
    this.#card.show(eventIds[row]!, name, at, this.#stage.element.clientWidth, this.#stage.element.clientHeight);
    if (this.#stage.element.matches(":focus-visible")) say(name);
  }

  async #nameCategories(): Promise<void> {
    try {
      const categories = await get<CategorySummary[]>("/api/categories?sort=size", this.#signal);
      for (const { number, name } of categories) this.#names.set(number, categoryName(number, name));
      this.#recolor();
    } catch (error) {
      fail(error);
    }
  }

  async #reload(): Promise<void> {
    try {
      Object.assign(this.#data, await loadLabels(this.#data.model, this.#signal));
      this.#recolor();
      this.#showSelection(false);
    } catch (error) {
      fail(error);
    }
  }
}
