// What stretch of a recording is on the screen, and how times become places. Views are values.

import { clock } from "../parts/wording.ts";

export interface TimeView {
  readonly from_s: number;
  readonly px_per_s: number;
  /** In CSS pixels. */
  readonly width: number;
}

/** What a recording allows. */
export interface TimeLimits {
  readonly duration_s: number;
  readonly sample_rate_hz: number;
}

export interface Tick {
  readonly at_s: number;
  readonly text: string;
}

const LEAST_TICK_PX = 90;
const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200] as const;

export function xOf(view: TimeView, at_s: number): number {
  return (at_s - view.from_s) * view.px_per_s;
}

export function timeAt(view: TimeView, x: number): number {
  return view.from_s + x / view.px_per_s;
}

export function endOf(view: TimeView): number {
  return timeAt(view, view.width);
}

/** The nearest view that the recording allows: not wider than all of it, not finer than 16 samples a pixel. */
export function within(view: TimeView, limits: TimeLimits): TimeView {
  const coarsest = view.width / Math.max(limits.duration_s, 1e-3);
  const px_per_s = Math.max(Math.min(view.px_per_s, limits.sample_rate_hz / 16), coarsest);
  const last_s = Math.max(limits.duration_s - view.width / px_per_s, 0);
  return { width: view.width, px_per_s, from_s: Math.min(Math.max(view.from_s, 0), last_s) };
}

/** A stretch of `length_s` with a view in its middle, as far as the recording goes; all of it if that is not longer. */
export function around(view: TimeView, length_s: number, duration_s: number): readonly [from_s: number, to_s: number] {
  const spare_s = (length_s - (endOf(view) - view.from_s)) / 2;
  const from_s = Math.max(Math.min(view.from_s - spare_s, duration_s - length_s), 0);
  return [from_s, Math.min(from_s + length_s, duration_s)];
}

/** Zoom by a factor; the time at `x` stays where it is. */
export function zoomedAt(view: TimeView, factor: number, x: number, limits: TimeLimits): TimeView {
  const kept_s = timeAt(view, x);
  const { px_per_s } = within({ ...view, px_per_s: view.px_per_s * factor }, limits);
  return within({ ...view, px_per_s, from_s: kept_s - x / px_per_s }, limits);
}

export function scrolled(view: TimeView, dx: number, limits: TimeLimits): TimeView {
  return within({ ...view, from_s: view.from_s + dx / view.px_per_s }, limits);
}

/** The same scale with a time in the middle, unless the time is well within sight anyway. */
export function showing(view: TimeView, at_s: number, limits: TimeLimits, margin = 0.15): TimeView {
  const share = xOf(view, at_s) / view.width;
  if (share >= margin && share <= 1 - margin) return view;
  return within({ ...view, from_s: at_s - view.width / 2 / view.px_per_s }, limits);
}

/** Round times to write under the picture. */
export function ticks(view: TimeView): Tick[] {
  const step_s = stepFor(LEAST_TICK_PX / view.px_per_s);
  const found: Tick[] = [];
  for (let count = Math.ceil(view.from_s / step_s); count * step_s <= endOf(view); count++) {
    found.push({ at_s: count * step_s, text: clock(count * step_s, decimalsFor(step_s)) });
  }
  return found;
}

/** Reads what a person typed as a time, "75.5", "1:15.5" or "0:01:15.5"; null if it is none. */
export function parseClock(text: string): number | null {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d+(\.\d*)?$/.test(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

function stepFor(least_s: number): number {
  const long = STEPS_S.find((step) => step >= least_s);
  return least_s > 0.5 ? (long ?? 86400) : roundStep(least_s);
}

/** The smallest of … 0.1, 0.2, 0.5, 1, 2, 5, 10 … that is not below `least`. */
export function roundStep(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  return decade * ([1, 2, 5, 10].find((step) => step * decade >= least * 0.999) ?? 10);
}

function decimalsFor(step_s: number): number {
  return step_s >= 1 ? 0 : Math.min(Math.ceil(-Math.log10(step_s) - 1e-9), 5);
}
