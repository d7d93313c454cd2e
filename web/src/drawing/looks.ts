// How a category or a name looks on the map: its color, the same as on all pages, and a shape.
//
// Thirty colors cannot be told apart by everyone. So the colors are dealt to six shapes in such a way that two of one
// shape stay apart for people without red, green or blue cones, too (a search over deals; the test simulates them).

import { CATEGORY_COLORS, UNSURE_COLOR } from "./colors.ts";

export type Rgb = readonly [red: number, green: number, blue: number];

/** In the order of the shader's numbers. */
export const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "wedge"] as const;
export type Shape = (typeof SHAPES)[number];

export interface Look {
  readonly color: Rgb;
  readonly shape: Shape;
}

const SHAPE_OF_COLOR = [
  0, 1, 2, 3, 4, 5, 2, 3, 3, 0, 3, 0, 5, 5, 4, 3, 2, 0, 5, 4, 2, 4, 0, 5, 1, 4, 2, 1, 1, 1,
] as const;

// Cividis (Nuñez, Anderton and Renslow 2018), a ramp that looks the same with any color vision: seven of its colors.
const RAMP: readonly Rgb[] = [
  [0, 34, 78],
  [50, 62, 108],
  [87, 93, 109],
  [124, 123, 120],
  [164, 155, 117],
  [208, 190, 96],
  [254, 232, 56],
];

/** Look of the category or name `number`, counted from 1; 0 is unsure or without a name. */
export function lookOf(number: number): Look {
  if (number < 1) return { color: rgbOf(UNSURE_COLOR), shape: "circle" };
  const place = (number - 1) % CATEGORY_COLORS.length;
  const round = Math.floor((number - 1) / CATEGORY_COLORS.length); // colors come again with other shapes
  const shape = SHAPES[((SHAPE_OF_COLOR[place] ?? 0) + round) % SHAPES.length] ?? "circle";
  return { color: rgbOf(CATEGORY_COLORS[place] ?? UNSURE_COLOR), shape };
}

/** Color of a share in [0, 1]: dark blue for 0, yellow for 1. */
export function rampColor(share: number): Rgb {
  const at = Math.min(Math.max(share, 0), 1) * (RAMP.length - 1);
  const low = Math.min(Math.floor(at), RAMP.length - 2);
  const [from, to] = [RAMP[low]!, RAMP[low + 1]!];
  const mix = (part: 0 | 1 | 2): number => Math.round(from[part] + (to[part] - from[part]) * (at - low));
  return [mix(0), mix(1), mix(2)];
}

export function cssColor([red, green, blue]: Rgb, alpha = 1): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

function rgbOf(hex: string): Rgb {
  return [parseInt(hex.slice(1, 3), 16), parseInt(hex.slice(3, 5), 16), parseInt(hex.slice(5, 7), 16)];
}
