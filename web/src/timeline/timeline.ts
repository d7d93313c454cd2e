// A recording as a long spectrogram: to scroll, to zoom, to choose events in and to mark a stretch of.

import type { RecordingSummary, ShownEvent } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { belongs, firstChannel } from "./channels.ts";
import type { Channel } from "./channels.ts";
import type { EventStore } from "./event-store.ts";
import { watchGestures } from "../drawing/gestures.ts";
import type { Inks } from "../drawing/inks.ts";
import { together } from "../shell/page.ts";
import type { Stop } from "../shell/page.ts";
import { matchPixels } from "../map/scatter-protocol.ts";
import { Repaint } from "../drawing/repaint.ts";
import { hintFor, tilesOf } from "./pictures.ts";
import { tilesFor } from "./tiles.ts";
import type { TileStore } from "./tiles.ts";
import { endOf, scrolled, showing, timeAt, within, xOf, zoomedAt } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import { drawPicture } from "./drawing.ts";
import { edgeAt, movedEdge } from "./edges.ts";
import type { Edge } from "./edges.ts";
import { eventAt } from "./hit.ts";
import type { Rows, Span } from "./drawing.ts";
import { drawTrees } from "./tree-drawing.ts";
import { placeTree } from "./tree-layout.ts";
import type { ParseTree, TreeNode } from "./tree-layout.ts";
import type { Point } from "../drawing/view.ts";

const LANE_PX = 26;
const AXIS_PX = 24;
const TREE_PX = 120;
const FIRST_PX_PER_S = 120;

export interface TimelineEvents {
  choose(event: ShownEvent | null): void;
  select(span: Span | null): void;
  moved(view: TimeView): void;
  /** An edge of the chosen event was dragged: still moving, or let go. */
  drawEdges?(edges: Span, isLetGo: boolean): void;
}

export class Timeline {
  readonly element: HTMLElement;
  readonly stop: Stop;
  readonly #recording: RecordingSummary;
  readonly #store: EventStore;
  readonly #events: TimelineEvents;
  readonly #canvas = h("canvas", { class: "timeline-canvas", "aria-hidden": true });
  #tiles: TileStore;
  #allTrees: readonly ParseTree[] = [];
  #trees: readonly (readonly TreeNode[])[] = [];
  #channel: Channel;
  readonly #repaint: Repaint;
  #high_hz: number;
  #height = 0;
  view: TimeView = { from_s: 0, px_per_s: FIRST_PX_PER_S, width: 1 };
  /** Where playing begins and a selection by keys, too. */
  cursor_s = 0;
  heard_s: number | null = null;
  chosen: ShownEvent | null = null;
  selection: Span | null = null;
  /** Where the chosen event begins and ends to the person; null where edges cannot be drawn. */
  edges: Span | null = null;
  /** Whether dragging marks a stretch instead of moving the picture. */
  isSelecting = false;

  constructor(recording: RecordingSummary, store: EventStore, label: string, events: TimelineEvents) {
    [this.#recording, this.#store, this.#events] = [recording, store, events];
    this.#high_hz = recording.sample_rate_hz / 2;
    this.#channel = firstChannel(recording);
    this.#tiles = this.#newTiles();
    this.element = h("div", { class: "timeline", tabindex: 0, role: "application", "aria-label": label }, this.#canvas);
    this.#repaint = new Repaint(
      this.element,
      (inks) => this.#draw(inks),
      () => this.#resize(),
    );
    this.stop = together(this.#repaint.stop, this.#watch(), () => this.#tiles.dispose());
    this.setChannel(this.#channel);
  }

  get high_hz(): number {
    return this.#high_hz;
  }

  /** Show frequencies up to here. */
  setHighest(high_hz: number): void {
    this.#high_hz = high_hz;
    this.#look();
  }

  get channel(): Channel {
    return this.#channel;
  }

  /** Show a channel, with its events and trees. */
  setChannel(channel: Channel): void {
    this.#channel = channel;
    this.#store.show((event) => belongs(event, channel, this.#recording));
    this.setTrees(this.#allTrees);
    this.#look();
  }

  /** Show those of these trees that belong to the channel. */
  setTrees(trees: readonly ParseTree[]): void {
    this.#allTrees = trees;
    this.#trees = trees.filter((tree) => belongs(tree, this.#channel, this.#recording)).map(placeTree);
    this.redraw();
  }

  setView(view: TimeView): void {
    this.view = within(view, this.#recording);
    this.#events.moved(this.view);
    this.redraw();
  }

  scroll(dx: number): void {
    this.setView(scrolled(this.view, dx, this.#recording));
  }

  zoom(factor: number, x: number = this.#anchor()): void {
    this.setView(zoomedAt(this.view, factor, x, this.#recording));
  }

  /** Bring a time to the middle. */
  centerAt(middle_s: number): void {
    this.setView({ ...this.view, from_s: middle_s - this.view.width / this.view.px_per_s / 2 });
  }

  /** Put the cursor somewhere, and bring it into sight. */
  goTo(at_s: number, margin = 0.05): void {
    this.cursor_s = Math.min(Math.max(at_s, 0), this.#recording.duration_s);
    this.setView(showing(this.view, this.cursor_s, this.#recording, margin));
  }

  /** Follow the sound: turn the page when it reaches the border. */
  follow(at_s: number | null): void {
    this.heard_s = at_s;
    if (at_s !== null && at_s > endOf(this.view)) this.setView({ ...this.view, from_s: at_s });
    else this.redraw();
  }

  choose(event: ShownEvent | null): void {
    this.chosen = event;
    if (event !== null) this.goTo(event.onset_s, 0.1);
    this.#events.choose(event);
    this.redraw();
  }

  select(span: Span | null): void {
    this.selection = span;
    this.#events.select(span);
    this.redraw();
  }

  /** Draw on the next frame. */
  redraw(): void {
    this.#repaint.request();
  }

  #look(): void {
    this.#tiles.dispose();
    this.#tiles = this.#newTiles();
    this.redraw();
  }

  #newTiles(): TileStore {
    return tilesOf(this.#recording, this.#channel, this.#high_hz, () => this.redraw());
  }

  #rows(): Rows {
    const tree = this.#trees.length > 0 ? Math.min(TREE_PX, this.#height / 4) : 0;
    return { tree, lane: LANE_PX, axis: AXIS_PX, picture: Math.max(this.#height - tree - LANE_PX - AXIS_PX, 40) };
  }

  #draw(inks: Inks): void {
    const { view } = this;
    const context = this.#canvas.getContext("2d");
    if (context === null || this.#height === 0) return;
    const ratio = matchPixels(this.#canvas, view.width, this.#height);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, view.width, this.#height);
    const tiles = tilesFor(view, this.#recording.duration_s);
    this.#tiles.want(this.#recording.is_present ? tiles : []);
    this.#store.want(view);
    const rows = this.#rows();
    const isTooMuch = this.#store.isTooMuch(view);
    drawPicture(
      context,
      {
        view,
        rows,
        tiles,
        duration_s: this.#recording.duration_s,
        high_hz: this.#high_hz,
        pictureOf: (tile) => this.#tiles.picture(tile),
        events: isTooMuch ? [] : this.#store.events,
        chosen: this.chosen?.id ?? null,
        selection: this.selection,
        edges: this.edges,
        cursor_s: this.cursor_s,
        heard_s: this.heard_s,
        hint: hintFor(this.#recording, tiles.length === 0, isTooMuch),
      },
      inks,
    );
    if (rows.tree > 0 && !isTooMuch) drawTrees(context, this.#trees, view, rows.tree, inks);
    this.element.dataset["settled"] = String(this.#tiles.isSettled);
  }

  #watch(): Stop {
    let begin_s = 0;
    let before: Span | null = null;
    let edge: Edge | null = null;
    let undrawn: Span | null = null;
    // A handle is met beside its edge, which must not jump there.
    let beside_s = 0;
    return watchGestures(this.element, {
      isStroke: (event) => {
        const at = this.#placeOf(event);
        [edge, undrawn] = [this.#edgeAt(at), this.edges];
        if (edge !== null && undrawn !== null) beside_s = timeAt(this.view, at[0]) - undrawn[edge];
        return edge !== null || this.isSelecting || event.shiftKey;
      },
      stroke: ([x], phase) => {
        const at_s = Math.min(Math.max(timeAt(this.view, x), 0), this.#recording.duration_s);
        if (edge !== null && undrawn !== null) return this.#dragEdge(undrawn, edge, at_s - beside_s, phase);
        if (phase === "begin") [begin_s, before] = [at_s, this.selection];
        if (phase === "cancel" || (phase === "end" && at_s === begin_s)) return this.select(before);
        this.select({ onset_s: Math.min(begin_s, at_s), offset_s: Math.max(begin_s, at_s) });
      },
      drag: (dx) => this.scroll(-dx),
      zoom: (factor, [x]) => this.zoom(factor, x),
      tap: (at) => this.#tap(at),
      hover: (at) => this.element.classList.toggle("is-on-edge", at !== null && this.#edgeAt(at) !== null),
      scroll: (dx, dy) => this.scroll(Math.abs(dx) > Math.abs(dy) ? dx : dy),
    });
  }

  #placeOf(event: PointerEvent): Point {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #edgeAt(at: Point): Edge | null {
    return this.edges === null ? null : edgeAt(at, this.edges, this.view, this.#rows());
  }

  #dragEdge(before: Span, edge: Edge, at_s: number, phase: "begin" | "move" | "end" | "cancel"): void {
    this.edges = phase === "cancel" ? before : movedEdge(before, edge, at_s, this.#recording.duration_s);
    this.#events.drawEdges?.(this.edges, phase === "end");
    this.redraw();
  }

  #tap(at: Point): void {
    if (this.#edgeAt(at) !== null) return;
    const event = eventAt(at, this.#store.events, { view: this.view, rows: this.#rows(), high_hz: this.#high_hz });
    if (event !== null) return this.choose(event);
    this.cursor_s = Math.min(Math.max(timeAt(this.view, at[0]), 0), this.#recording.duration_s);
    this.select(null);
    this.choose(null);
  }

  #anchor(): number {
    const x = xOf(this.view, this.cursor_s);
    return x >= 0 && x <= this.view.width ? x : this.view.width / 2;
  }

  #resize(): void {
    this.#height = this.element.clientHeight;
    this.setView({ ...this.view, width: Math.max(this.element.clientWidth, 1) });
  }
}
