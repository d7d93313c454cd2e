// The map itself: two canvases, and what mouse, fingers and keys do to them.

import { Camera } from "./camera.ts";
import { h } from "../parts/dom.ts";
import { watchGestures } from "../drawing/gestures.ts";
import type { Inks } from "../drawing/inks.ts";
import { Lasso } from "./lasso.ts";
import { MapField } from "./field.ts";
import type { Group } from "./looks.ts";
import { drawOverlay } from "./overlay.ts";
import { together } from "../shell/page.ts";
import type { Stop } from "../shell/page.ts";
import { Repaint } from "../drawing/repaint.ts";
import { createScatter, pointSize } from "./scatter.ts";
import type { Looks } from "./scatter-protocol.ts";
import type { Point } from "../drawing/view.ts";

const CROSSHAIR_MARGIN_PX = 24;

export interface StageEvents {
  /** Another event lies under the mouse or the crosshair; -1 for none. `at` is its place on the stage. */
  hover(row: number, at: Point): void;
  pick(row: number): void;
  /** A lasso was closed around these rows. */
  lasso(rows: Uint32Array): void;
  lassoing(isOn: boolean): void;
  /** The first frame with points is drawn. */
  drawn(): void;
}

export class MapStage {
  readonly element: HTMLElement;
  readonly camera = new Camera();
  readonly lasso = new Lasso();
  readonly stop: Stop;
  readonly #points = h("canvas", { class: "map-points", "aria-hidden": true });
  readonly #over = h("canvas", { class: "map-over", "aria-hidden": true });
  readonly #events: StageEvents;
  readonly #scatter = createScatter(this.#points, () => this.redraw());
  #field = new MapField(new Float32Array(0));
  #groups: readonly Group[] = [];
  #middles: ReadonlyMap<number, Point> = new Map();
  #hovered = -1;
  #chosen = -1;
  #crosshair: Point | null = null;
  #isFirst = true;
  readonly #repaint: Repaint;

  constructor(events: StageEvents) {
    this.#events = events;
    this.element = h("div", {
      class: "map-stage",
      tabindex: 0,
      role: "application",
      "aria-label": "Map of all events",
    });
    this.element.append(this.#points, this.#over);
    this.element.dataset["scatter"] = this.#scatter.kind;
    this.#repaint = new Repaint(
      this.element,
      (inks) => this.#draw(inks),
      () => this.camera.resize(this.element.clientWidth, this.element.clientHeight),
    );
    this.stop = together(this.#repaint.stop, this.#watch(), () => this.#scatter.dispose());
  }

  /** Row of the event under the mouse or the crosshair, -1 for none. */
  get hovered(): number {
    return this.#hovered;
  }

  setPlaces(places: Float32Array<ArrayBuffer>): void {
    this.#field = new MapField(places);
    this.#scatter.setPlaces(places);
    this.camera.resize(this.element.clientWidth, this.element.clientHeight);
    this.camera.showAll(places);
    this.redraw();
  }

  setLooks(looks: Looks): void {
    this.#scatter.setLooks(looks);
    this.redraw();
  }

  setGroups(groups: readonly Group[], middles: ReadonlyMap<number, Point>): void {
    [this.#groups, this.#middles] = [groups, middles];
    this.redraw();
  }

  setChosen(row: number): void {
    this.#chosen = row;
    this.redraw();
  }

  showAll(): void {
    this.camera.goHome();
    this.redraw();
  }

  zoom(factor: number, at: Point = this.#crosshair ?? this.camera.middle): void {
    this.camera.zoom(factor, at);
    this.redraw();
  }

  pan(dx: number, dy: number): void {
    this.camera.pan(dx, dy);
    this.redraw();
  }

  /** Begin a lasso, or give it up. */
  turnLasso(isOn: boolean): void {
    this.lasso.turn(isOn);
    this.element.classList.toggle("is-lassoing", isOn);
    this.#events.lassoing(isOn);
    this.redraw();
  }

  /** Close the lasso and hand over what lies in it. */
  closeLasso(): void {
    const rows = this.#field.within(this.lasso.corners);
    this.turnLasso(false);
    this.#events.lasso(rows);
  }

  moveCrosshair(dx: number, dy: number): void {
    this.#crosshair = this.camera.step(this.#crosshair ?? this.camera.middle, dx, dy, CROSSHAIR_MARGIN_PX);
    this.#hover(this.#crosshair);
    this.redraw();
  }

  hideCrosshair(): void {
    this.#crosshair = null;
    this.redraw();
  }

  /** What Enter does: the same at the crosshair as a press of the mouse. */
  press(): void {
    const at = this.#crosshair ?? this.camera.middle;
    this.#crosshair = at;
    this.#tap(at);
  }

  redraw(): void {
    this.#repaint.request();
  }

  #draw(inks: Inks): void {
    const size = pointSize(this.#field.n, this.camera.zoomFactor);
    this.#scatter.draw(this.camera.view, size, inks.edge);
    const marks = {
      ringAt: this.#field.placeOf(this.#hovered),
      chosenAt: this.#field.placeOf(this.#chosen),
      crosshair: this.#crosshair,
    };
    const groups = { groups: this.#groups, middles: this.#middles };
    drawOverlay(
      this.#over,
      this.camera.view,
      { ...groups, ...marks, lasso: this.lasso.corners, radius: size / 2 },
      inks,
    );
    if (this.#isFirst && this.#field.n > 0) {
      this.#isFirst = false;
      requestAnimationFrame(() => requestAnimationFrame(() => this.#events.drawn())); // by then it is on the screen
    }
  }

  #watch(): Stop {
    return watchGestures(this.element, {
      isStroke: (event) => this.lasso.isOn || event.shiftKey,
      stroke: (at, phase) => this.#stroke(at, phase),
      drag: (dx, dy) => this.pan(dx, dy),
      zoom: (factor, at) => this.zoom(factor, at),
      tap: (at) => this.#tap(at),
      hover: (at) => this.#hover(at),
      scroll: null,
    });
  }

  #stroke(at: Point, phase: "begin" | "move" | "end" | "cancel"): void {
    if (phase === "begin" || phase === "cancel") this.turnLasso(true); // anew
    if (phase === "cancel") return;
    this.lasso.draw(at, this.camera);
    this.redraw();
    if (phase === "end") this.closeLasso();
  }

  // Choose the event here, or set a corner of the lasso.
  #tap(at: Point): void {
    if (this.lasso.isOn) {
      this.lasso.addCorner(at, this.camera);
      return this.redraw();
    }
    const row = this.#field.rowAt(at, this.camera);
    this.setChosen(row);
    this.#events.pick(row);
  }

  #hover(at: Point | null): void {
    const row = at === null ? -1 : this.#field.rowAt(at, this.camera);
    if (row === this.#hovered) return;
    this.#hovered = row;
    const place = this.#field.placeOf(row);
    this.#events.hover(row, place === null ? [0, 0] : this.camera.toScreen(place));
    this.redraw();
  }
}
