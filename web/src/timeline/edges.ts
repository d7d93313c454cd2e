// The two edges of the chosen event, each with a handle below it to drag: which one a finger meets, and where it may go.

import { xOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import type { Rows, Span } from "./drawing.ts";
import type { Point } from "../drawing/view.ts";

export type Edge = "onset_s" | "offset_s";

/** A handle is as large as a finger needs, and stands outside of its event, so that those of a short one part. */
export const HANDLE_PX = { width: 24, height: 32 } as const;
/** The line above a handle is met this far beside it. */
const NEAR_PX = 5;
const LEAST_S = 0.0005;

/** The left border of a handle, in pixels. */
export function handleLeft(view: TimeView, edges: Span, edge: Edge): number {
  return edge === "onset_s" ? xOf(view, edges.onset_s) - HANDLE_PX.width : xOf(view, edges.offset_s);
}

/** The edge whose handle or line lies at a place; of both the nearer. */
export function edgeAt([x, y]: Point, edges: Span, view: TimeView, rows: Rows): Edge | null {
  const top = rows.tree + rows.lane;
  if (y < top || y > top + rows.picture) return null;
  const isLow = y >= top + rows.picture - HANDLE_PX.height;
  const isMet = (edge: Edge): boolean => {
    const left = handleLeft(view, edges, edge);
    return Math.abs(x - xOf(view, edges[edge])) <= NEAR_PX || (isLow && x >= left && x <= left + HANDLE_PX.width);
  };
  const far = (edge: Edge): number => Math.abs(x - xOf(view, edges[edge]));
  return (["onset_s", "offset_s"] as const).filter(isMet).sort((a, b) => far(a) - far(b))[0] ?? null;
}

/** The edges after one was moved: it stays in the recording and does not pass the other. */
export function movedEdge(edges: Span, edge: Edge, at_s: number, duration_s: number): Span {
  const [least_s, most_s] =
    edge === "onset_s" ? [0, edges.offset_s - LEAST_S] : [edges.onset_s + LEAST_S, duration_s];
  return { ...edges, [edge]: Math.min(Math.max(at_s, least_s), most_s) };
}
