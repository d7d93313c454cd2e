// What part of the map is on the screen: a center in map units and a scale in pixels per unit.
//
// The map's y axis points up, the screen's down. Views are values: every change makes a new one.

export interface View {
  /** Map point in the middle of the screen. */
  readonly x: number;
  readonly y: number;
  /** CSS pixels per map unit. */
  readonly scale: number;
  /** Size of the screen area in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

export type Point = readonly [x: number, y: number];

/** How far one can zoom in from the view that shows everything. */
export const MAX_ZOOM = 4000;
const PADDING_PX = 32;

/** Smallest box around points, interleaved x and y; points that are no numbers are left out. */
export function boundsOf(places: Float32Array): Box {
  let left = Infinity;
  let right = -Infinity;
  let bottom = Infinity;
  let top = -Infinity;
  for (let at = 0; at + 1 < places.length; at += 2) {
    const x = places[at]!;
    const y = places[at + 1]!;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < bottom) bottom = y;
    if (y > top) top = y;
  }
  return left <= right && bottom <= top ? { left, right, bottom, top } : { left: -1, right: 1, bottom: -1, top: 1 };
}

/** The view that shows a whole box, with a margin. */
export function fit(box: Box, width: number, height: number): View {
  const wide = Math.max(box.right - box.left, 1e-6);
  const high = Math.max(box.top - box.bottom, 1e-6);
  const scale = Math.max(Math.min((width - 2 * PADDING_PX) / wide, (height - 2 * PADDING_PX) / high), 1e-6);
  return { x: (box.left + box.right) / 2, y: (box.bottom + box.top) / 2, scale, width, height };
}

export function toScreen(view: View, x: number, y: number): Point {
  return [view.width / 2 + (x - view.x) * view.scale, view.height / 2 - (y - view.y) * view.scale];
}

export function toMap(view: View, x: number, y: number): Point {
  return [view.x + (x - view.width / 2) / view.scale, view.y - (y - view.height / 2) / view.scale];
}

/** Move the picture by pixels, as a finger would. */
export function pan(view: View, dx: number, dy: number): View {
  return { ...view, x: view.x - dx / view.scale, y: view.y + dy / view.scale };
}

/** Zoom by a factor around a point of the screen, which stays where it is. */
export function zoomAt(view: View, factor: number, x: number, y: number, home: View): View {
  const scale = Math.min(Math.max(view.scale * factor, home.scale / 2), home.scale * MAX_ZOOM);
  const [mapX, mapY] = toMap(view, x, y);
  return {
    ...view,
    scale,
    x: mapX - (x - view.width / 2) / scale,
    y: mapY + (y - view.height / 2) / scale,
  };
}

/** The same middle and scale on a screen of another size. */
export function resized(view: View, width: number, height: number): View {
  return { ...view, width, height };
}
