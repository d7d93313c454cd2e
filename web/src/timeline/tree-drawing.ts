// Draws parse trees above the events that they join: every join a bracket over its parts, higher the more it joins.

import type { Inks } from "../drawing/inks.ts";
import { endOf, xOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import type { TreeNode } from "./tree-layout.ts";

const PADDING_PX = 10;
const LINE_PX = 1.5;
/** Brackets narrower than this show no text. */
const LEAST_TEXT_PX = 28;

/** Draw the part of trees that is in sight into the top `height` pixels. */
export function drawTrees(
  context: CanvasRenderingContext2D,
  trees: readonly (readonly TreeNode[])[],
  view: TimeView,
  height: number,
  inks: Inks,
): void {
  context.lineWidth = LINE_PX;
  context.font = `11px ${inks.font}`;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  for (const nodes of trees) {
    const highest = Math.max(1, ...nodes.map((node) => node.height));
    const y = (level: number): number => height - (height - 2 * PADDING_PX) * (level / highest) ** 0.7;
    const shown = nodes.filter((node) => node.to_s >= view.from_s && node.from_s <= endOf(view));
    for (const node of shown) drawBracket(context, node, view, y, inks);
    for (const node of shown) drawLabel(context, node, view, y(node.height), inks);
  }
  context.textAlign = "left";
}

function drawBracket(
  context: CanvasRenderingContext2D,
  node: TreeNode,
  view: TimeView,
  y: (level: number) => number,
  inks: Inks,
): void {
  const top = y(node.height);
  const places = node.children.map((child) => xOf(view, child.at_s));
  context.strokeStyle = inks.soft;
  context.beginPath();
  context.moveTo(Math.min(...places), top);
  context.lineTo(Math.max(...places), top);
  node.children.forEach((child, place) => {
    context.moveTo(places[place]!, top);
    context.lineTo(places[place]!, y(child.height));
  });
  context.stroke();
}

// In the middle of the part of the bracket that is in sight, on paper, since the line of a higher bracket may cross it.
function drawLabel(context: CanvasRenderingContext2D, node: TreeNode, view: TimeView, top: number, inks: Inks): void {
  const places = node.children.map((child) => Math.min(Math.max(xOf(view, child.at_s), 0), view.width));
  const [left, right] = [Math.min(...places), Math.max(...places)];
  if (node.label === "" || right - left < LEAST_TEXT_PX) return;
  context.lineWidth = 4;
  context.strokeStyle = inks.paper;
  context.strokeText(node.label, (left + right) / 2, top - 1, right - left);
  context.fillStyle = inks.ink;
  context.fillText(node.label, (left + right) / 2, top - 1, right - left);
  context.lineWidth = LINE_PX;
}
