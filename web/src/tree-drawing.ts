// Draws parse trees above the events that they join: every join a bracket over its parts, higher the more it joins.

import type { Inks } from "./inks.ts";
import { xOf } from "./time-view.ts";
import type { TimeView } from "./time-view.ts";
import type { TreeNode } from "./tree-layout.ts";

const PADDING_PX = 10;
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
  context.lineWidth = 1.5;
  context.font = `11px ${inks.font}`;
  context.textAlign = "center";
  context.textBaseline = "bottom";
  for (const nodes of trees) {
    const highest = Math.max(1, ...nodes.map((node) => node.height));
    const y = (level: number): number => height - (height - 2 * PADDING_PX) * (level / highest) ** 0.7;
    for (const node of nodes) drawNode(context, node, view, y, inks);
  }
  context.textAlign = "left";
}

function drawNode(context: CanvasRenderingContext2D, node: TreeNode, view: TimeView, y: (level: number) => number, inks: Inks): void {
  const places = node.children.map((child) => xOf(view, child.at_s));
  const [left, right] = [Math.min(...places), Math.max(...places)];
  if (right < 0 || left > view.width) return;
  const top = y(node.height);
  context.strokeStyle = inks.soft;
  context.beginPath();
  context.moveTo(left, top);
  context.lineTo(right, top);
  node.children.forEach((child, place) => {
    context.moveTo(places[place]!, top);
    context.lineTo(places[place]!, y(child.height));
  });
  context.stroke();
  if (node.label === "" || right - left < LEAST_TEXT_PX) return;
  context.fillStyle = inks.ink;
  context.fillText(node.label, Math.min(Math.max((left + right) / 2, 20), view.width - 20), top - 1, right - left);
}
