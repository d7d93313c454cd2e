// Outlines of the shapes of the map, as large as the shader draws them, for canvases and for legends.

import { svg } from "../parts/dom.ts";
import type { Look, Shape } from "./looks.ts";
import { cssColor } from "./looks.ts";

type Corners = readonly (readonly [number, number])[];

const [ARM, HALF] = [0.95, 0.34];
const CORNERS: Readonly<Record<Exclude<Shape, "circle">, Corners>> = {
  square: [
    [-0.78, -0.78],
    [0.78, -0.78],
    [0.78, 0.78],
    [-0.78, 0.78],
  ],
  triangle: [
    [0, -1.04],
    [0.9, 0.52],
    [-0.9, 0.52],
  ],
  wedge: [
    [0, 1.04],
    [0.9, -0.52],
    [-0.9, -0.52],
  ],
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  cross: [
    [-HALF, -ARM],
    [HALF, -ARM],
    [HALF, -HALF],
    [ARM, -HALF],
    [ARM, HALF],
    [HALF, HALF],
    [HALF, ARM],
    [-HALF, ARM],
    [-HALF, HALF],
    [-ARM, HALF],
    [-ARM, -HALF],
    [-HALF, -HALF],
  ],
};
const ROUND = 0.86;

/** Outline of a shape around a point of a canvas. */
export function shapePath(shape: Shape, x: number, y: number, radius: number): Path2D {
  const path = new Path2D();
  if (shape === "circle") path.arc(x, y, radius * ROUND, 0, 2 * Math.PI);
  else {
    CORNERS[shape].forEach(([dx, dy], place) => {
      if (place === 0) path.moveTo(x + dx * radius, y + dy * radius);
      else path.lineTo(x + dx * radius, y + dy * radius);
    });
    path.closePath();
  }
  return path;
}

/** A small picture of a look, for legends. */
export function shapeIcon({ color, shape }: Look): SVGSVGElement {
  const fill = cssColor(color);
  const drawn =
    shape === "circle"
      ? svg("circle", { r: ROUND, fill })
      : svg("polygon", { points: CORNERS[shape].map((corner) => corner.join()).join(" "), fill });
  return svg("svg", { class: "shape", viewBox: "-1.2 -1.2 2.4 2.4", "aria-hidden": true }, drawn);
}
