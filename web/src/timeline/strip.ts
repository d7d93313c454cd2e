// All of a recording in one thin strip: where its events are, and which stretch is in sight; drag to go elsewhere.

import type { ShownEvent } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import type { Inks } from "../drawing/inks.ts";
import { together } from "../shell/page.ts";
import type { Stop } from "../shell/page.ts";
import { matchPixels } from "../map/scatter-protocol.ts";
import { Repaint } from "../drawing/repaint.ts";
import { endOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import { clock } from "../parts/wording.ts";

const HEIGHT_PX = 34;
const LEAST_VIEW_PX = 6;

export class TimelineStrip {
  readonly element: HTMLElement;
  readonly stop: Stop;
  readonly #duration_s: number;
  readonly #canvas = h("canvas", { "aria-hidden": true });
  readonly #repaint: Repaint;
  #view: TimeView | null = null;
  #events: readonly ShownEvent[] = [];

  /** `go` is called with the time that shall be in the middle. */
  constructor(duration_s: number, go: (middle_s: number) => void) {
    this.#duration_s = duration_s;
    this.element = h(
      "div",
      {
        class: "timeline-strip",
        tabindex: 0,
        role: "slider",
        "aria-label": "Stretch in sight",
        "aria-valuemin": 0,
        "aria-valuemax": duration_s.toFixed(1),
        "aria-valuenow": 0,
      },
      this.#canvas,
    );
    const ending = new AbortController();
    const { signal } = ending;
    const move = (event: PointerEvent): void => {
      if (event.buttons === 0) return;
      this.element.setPointerCapture(event.pointerId);
      const box = this.element.getBoundingClientRect();
      go(((event.clientX - box.left) / box.width) * duration_s);
    };
    this.element.addEventListener("pointerdown", move, { signal });
    this.element.addEventListener("pointermove", move, { signal });
    this.#repaint = new Repaint(
      this.element,
      (inks) => this.#draw(inks),
      () => undefined,
    );
    this.stop = together(this.#repaint.stop, () => ending.abort());
  }

  show(view: TimeView, events: readonly ShownEvent[]): void {
    [this.#view, this.#events] = [view, events];
    this.element.setAttribute("aria-valuenow", view.from_s.toFixed(1));
    this.element.setAttribute(
      "aria-valuetext",
      `${clock(view.from_s)} to ${clock(Math.min(endOf(view), this.#duration_s))}`,
    );
    this.#repaint.request();
  }

  #draw(inks: Inks): void {
    const context = this.#canvas.getContext("2d");
    const width = this.element.clientWidth;
    if (context === null || this.#view === null || width === 0) return;
    const ratio = matchPixels(this.#canvas, width, HEIGHT_PX);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, HEIGHT_PX);
    const scale = width / this.#duration_s;
    context.fillStyle = inks.soft;
    for (const event of this.#events)
      context.fillRect(event.onset_s * scale, 9, Math.max((event.offset_s - event.onset_s) * scale, 1), HEIGHT_PX - 18);
    const left = this.#view.from_s * scale;
    const wide = Math.max((Math.min(endOf(this.#view), this.#duration_s) - this.#view.from_s) * scale, LEAST_VIEW_PX);
    context.globalAlpha = 0.22;
    context.fillStyle = inks.accent;
    context.fillRect(left, 1, wide, HEIGHT_PX - 2);
    context.globalAlpha = 1;
    context.strokeStyle = inks.accent;
    context.lineWidth = 2;
    context.strokeRect(left + 1, 1, Math.max(wide - 2, 1), HEIGHT_PX - 2);
  }
}
