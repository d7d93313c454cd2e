// One way to hear mouse, pen and fingers on a picture: hover, tap, drag, stroke, pinch and wheel.
//
// Places are CSS pixels from the element's top left corner.

import type { Stop } from "../shell/page.ts";
import type { Point } from "./view.ts";

/** From here on a press is a drag and no tap. */
const TAP_PX = 5;
const WHEEL_ZOOM = 0.0016;

export interface Gestures {
  /** Whether a press that begins here draws a stroke (a lasso, a selection) once it moves, instead of the picture. */
  isStroke(event: PointerEvent): boolean;
  /** "cancel" when the page scrolls after all, or a second finger comes: what was drawn does not count. */
  stroke(at: Point, phase: "begin" | "move" | "end" | "cancel"): void;
  drag(dx: number, dy: number): void;
  zoom(factor: number, at: Point): void;
  tap(at: Point): void;
  /** A mouse rests or moves here, or a finger tapped here; null when the mouse left or the next press begins. */
  hover(at: Point | null): void;
  /** The wheel without Ctrl; null where it zooms, too. */
  readonly scroll: ((dx: number, dy: number) => void) | null;
}

interface Press {
  readonly begin: Point;
  at: Point;
  kind: "press" | "drag" | "stroke" | "pinch";
  /** What it is once it moves. */
  readonly moving: "drag" | "stroke";
}

/** Hear gestures on an element until the returned function is called. */
export function watchGestures(element: HTMLElement, gestures: Gestures): Stop {
  const ending = new AbortController();
  const { signal } = ending;
  const presses = new Map<number, Press>();
  const placeOf = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  element.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      const begin = placeOf(event);
      const moving = presses.size === 0 && gestures.isStroke(event) ? "stroke" : "drag";
      presses.set(event.pointerId, { begin, at: begin, kind: "press", moving });
      if (presses.size > 1) for (const press of presses.values()) turnToPinch(press, gestures);
      gestures.hover(null);
    },
    { signal },
  );

  element.addEventListener(
    "pointermove",
    (event) => {
      const press = presses.get(event.pointerId);
      const at = placeOf(event);
      if (press === undefined) {
        if (event.pointerType === "mouse") gestures.hover(at);
        return;
      }
      move(press, at, presses, gestures);
    },
    { signal },
  );

  const end = (event: PointerEvent): void => {
    const press = presses.get(event.pointerId);
    if (press === undefined) return;
    presses.delete(event.pointerId);
    const isCanceled = event.type === "pointercancel"; // then it has no place
    if (press.kind === "stroke") gestures.stroke(press.at, isCanceled ? "cancel" : "end");
    if (press.kind !== "press" || isCanceled) return;
    gestures.tap(press.at);
    if (event.pointerType !== "mouse") gestures.hover(press.at); // fingers cannot rest on anything without a press
  };
  element.addEventListener("pointerup", end, { signal });
  element.addEventListener("pointercancel", end, { signal });
  element.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && gestures.hover(null), { signal });
  element.addEventListener("wheel", (event) => wheel(event, placeOf(event), gestures), { signal, passive: false });
  return () => ending.abort();
}

function move(press: Press, at: Point, presses: ReadonlyMap<number, Press>, gestures: Gestures): void {
  const [dx, dy] = [at[0] - press.at[0], at[1] - press.at[1]];
  if (press.kind === "press" && apart(at, press.begin) > TAP_PX) {
    press.kind = press.moving;
    if (press.kind === "stroke") gestures.stroke(press.begin, "begin");
  }
  if (press.kind === "press") return;
  if (press.kind === "pinch") pinch(press, at, presses, gestures);
  press.at = at;
  if (press.kind === "stroke") gestures.stroke(at, "move");
  if (press.kind === "drag") gestures.drag(dx, dy);
}

function turnToPinch(press: Press, gestures: Gestures): void {
  if (press.kind === "stroke") gestures.stroke(press.at, "cancel");
  press.kind = "pinch";
}

// Two fingers zoom by how far they part, and move the picture by half of what one of them moves.
function pinch(press: Press, at: Point, presses: ReadonlyMap<number, Press>, gestures: Gestures): void {
  const other = [...presses.values()].find((one) => one !== press);
  if (other === undefined) return;
  const middle: Point = [(at[0] + other.at[0]) / 2, (at[1] + other.at[1]) / 2];
  gestures.drag((at[0] - press.at[0]) / 2, (at[1] - press.at[1]) / 2);
  gestures.zoom(Math.max(apart(at, other.at), 1) / Math.max(apart(press.at, other.at), 1), middle);
}

// A wheel that turns by lines or pages is brought to pixels first.
function wheel(event: WheelEvent, at: Point, gestures: Gestures): void {
  event.preventDefault();
  const unit = [1, 16, 400][event.deltaMode] ?? 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  // Browsers tell a pinch on a touchpad as a wheel with Ctrl, with small steps.
  if (gestures.scroll === null || event.ctrlKey || event.metaKey || event.altKey) {
    gestures.zoom(Math.exp(-dy * (event.ctrlKey && Math.abs(dy) < 30 ? 6 : 1) * WHEEL_ZOOM), at);
  } else gestures.scroll(event.shiftKey && dx === 0 ? dy : dx, event.shiftKey ? 0 : dy);
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
