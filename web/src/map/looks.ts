// What color and shape each point of the map has, and what the legend says about it.

import { SHAPES, lookOf, rampColor } from "../drawing/looks.ts";
import type { Look, Shape } from "../drawing/looks.ts";
import type { MapData } from "./data.ts";
import type { Looks } from "./scatter-protocol.ts";

export const COLORINGS = ["category", "label", "certainty"] as const;
export type Coloring = (typeof COLORINGS)[number];

/** A group of points with one look. */
export interface Group {
  readonly number: number;
  readonly name: string;
  readonly n: number;
  readonly look: Look;
}

const ALPHA = 225;
const ALPHA_UNSURE = 130;
const ALPHA_ASIDE = 26;
const N_CERTAINTIES = 5;
const SHAPE_PLACE = Object.fromEntries(SHAPES.map((shape, place) => [shape, place])) as Record<Shape, number>;

/** Which group each point is in; for certainty five steps, counted from 1. */
export function groupNumbers(data: MapData, coloring: Coloring): ArrayLike<number> {
  if (coloring === "category") return data.categories;
  if (coloring === "label") return data.labels;
  return Uint8Array.from(
    data.certainty,
    (level) => 1 + Math.min(Math.floor((level / 256) * N_CERTAINTIES), N_CERTAINTIES - 1),
  );
}

/** The legend: groups that have points, biggest first; steps of certainty in their order; those without a name last. */
export function groupsOf(data: MapData, coloring: Coloring, categoryNames: ReadonlyMap<number, string>): Group[] {
  const sizes = new Map<number, number>();
  const numbers = groupNumbers(data, coloring);
  for (let row = 0; row < numbers.length; row++) sizes.set(numbers[row]!, (sizes.get(numbers[row]!) ?? 0) + 1);
  const groups = [...sizes].map(([number, n]) => ({
    number,
    n,
    name: nameOf(number, coloring, data, categoryNames),
    look: lookIn(coloring, number),
  }));
  if (coloring === "certainty") return groups.sort((a, b) => b.number - a.number);
  return groups.sort((a, b) => Number(a.number === 0) - Number(b.number === 0) || b.n - a.n || a.number - b.number);
}

/** Colors and shapes of all points; those that are not of interest are pale. */
export function looksOf(data: MapData, coloring: Coloring, isAside: ((row: number) => boolean) | null): Looks {
  const numbers = groupNumbers(data, coloring);
  const colors = new Uint8Array(4 * numbers.length);
  const shapes = new Uint8Array(numbers.length);
  const known = new Map<number, Look>();
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row]!;
    const look = known.get(number) ?? lookIn(coloring, number);
    known.set(number, look);
    const color = coloring === "certainty" ? rampColor(data.certainty[row]! / 255) : look.color;
    const alpha = number === 0 ? ALPHA_UNSURE : ALPHA;
    colors.set([color[0], color[1], color[2], isAside?.(row) ? ALPHA_ASIDE : alpha], 4 * row);
    shapes[row] = SHAPE_PLACE[look.shape];
  }
  return { colors, shapes };
}

/** A part of a selection. */
export interface Share {
  readonly name: string;
  readonly n: number;
}

const MOST_SHARES = 6;

/** What a selection of rows consists of, biggest part first; small parts are "others". */
export function sharesOf(
  rows: Uint32Array,
  data: MapData,
  coloring: Coloring,
  categoryNames: ReadonlyMap<number, string>,
): Share[] {
  const numbers = groupNumbers(data, coloring);
  const sizes = new Map<number, number>();
  for (const row of rows) sizes.set(numbers[row]!, (sizes.get(numbers[row]!) ?? 0) + 1);
  const shares = [...sizes]
    .sort((a, b) => b[1] - a[1])
    .map(([number, n]) => ({ name: nameOf(number, coloring, data, categoryNames), n }));
  const rest = shares.slice(MOST_SHARES).reduce((sum, share) => sum + share.n, 0);
  return rest > 0 ? [...shares.slice(0, MOST_SHARES), { name: "others", n: rest }] : shares;
}

/** Where to write each group's number: above most of its points, of which at most 400 are looked at. */
export function middles(
  data: MapData,
  groups: readonly Group[],
  coloring: Coloring,
): Map<number, readonly [number, number]> {
  const numbers = groupNumbers(data, coloring);
  const steps = new Map(groups.map((group) => [group.number, Math.ceil(group.n / 400)]));
  const seen = new Map<number, number>();
  const members = new Map<number, [x: number[], y: number[]]>();
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row]!;
    const nth = seen.get(number) ?? 0;
    seen.set(number, nth + 1);
    if (nth % (steps.get(number) ?? 1) !== 0) continue;
    const [x, y] = members.get(number) ?? members.set(number, [[], []]).get(number)!;
    x.push(data.places[2 * row]!);
    y.push(data.places[2 * row + 1]!);
  }
  return new Map([...members].map(([number, [x, y]]) => [number, [quantile(x, 0.5), quantile(y, 0.9)]]));
}

function quantile(values: number[], share: number): number {
  return values.sort((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? 0;
}

function lookIn(coloring: Coloring, number: number): Look {
  if (coloring !== "certainty") return lookOf(number);
  return { color: rampColor((number - 0.5) / N_CERTAINTIES), shape: "circle" };
}

function nameOf(number: number, coloring: Coloring, data: MapData, categoryNames: ReadonlyMap<number, string>): string {
  if (coloring === "certainty") return `${(number - 1) * 20} to ${number * 20}% sure`;
  if (coloring === "label") return number === 0 ? "No label" : (data.names[number] ?? `Name ${number}`);
  return number === 0 ? "Unsure" : (categoryNames.get(number) ?? `Category ${number}`);
}
