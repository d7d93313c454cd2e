// One color a category, the same as in the report: coincide.drawing.colors made them (a test compares).

export const CATEGORY_COLORS = [
  "#3a93aa", "#81d943", "#ab2691", "#e44a0d", "#5351d8", "#eb9bf6", "#3f7b04", "#f5ae39", "#7dd1b8", "#955542",
  "#775a91", "#9fbef8", "#a75ce1", "#f17993", "#c01242", "#0c84fa", "#a5ab67", "#f1aa94", "#1f7a63", "#a891fa",
  "#30aff8", "#b06f8b", "#a67e44", "#1ca218", "#f06ad0", "#53be70", "#de4181", "#3b6d9a", "#716c26", "#669462",
] as const;

export const UNSURE_COLOR = "#8b9096";

/** Returns the color of category `number`, counted from 1; null is unsure. After thirty, colors repeat. */
export function colorOf(number: number | null): string {
  if (number === null || number < 1) return UNSURE_COLOR;
  return CATEGORY_COLORS[(number - 1) % CATEGORY_COLORS.length] ?? UNSURE_COLOR;
}

/** Returns black or white, whichever is easier to read on `color` (WCAG 2.2, relative luminance and contrast). */
export function inkOn(color: string): string {
  const luminance = luminanceOf(color);
  return (luminance + 0.05) / 0.05 >= 1.05 / (luminance + 0.05) ? "#000000" : "#ffffff";
}

function luminanceOf(color: string): number {
  const [red, green, blue] = [1, 3, 5].map((place) => linear(parseInt(color.slice(place, place + 2), 16) / 255));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function linear(encoded: number): number {
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
}
