// The shades of the scrolling spectrogram: magma as in the report where the page is dark, ink on paper where it is light.

type Rgb = readonly [number, number, number];

const DARK: readonly Rgb[] = [
  [0, 0, 4], [28, 16, 68], [79, 18, 123], [129, 37, 129], [181, 54, 122], [229, 80, 100], [251, 135, 97], [254, 194, 135], [252, 253, 191],
];
const LIGHT: readonly Rgb[] = [
  [255, 255, 255], [226, 240, 237], [168, 212, 206], [98, 170, 166], [42, 124, 124], [22, 84, 92], [16, 52, 66], [10, 27, 42], [4, 8, 20],
];

/** 256 opaque colors, four bytes each, from silence to loud. */
export function shades(isDark: boolean): Uint8ClampedArray {
  const anchors = isDark ? DARK : LIGHT;
  const colors = new Uint8ClampedArray(4 * 256);
  for (let shade = 0; shade < 256; shade++) {
    const place = (shade / 255) * (anchors.length - 1);
    const from = Math.min(anchors.length - 2, Math.floor(place));
    const share = place - from;
    for (const channel of [0, 1, 2] as const) {
      const [low, high] = [anchors[from]?.[channel] ?? 0, anchors[from + 1]?.[channel] ?? 0];
      colors[4 * shade + channel] = low + share * (high - low);
    }
    colors[4 * shade + 3] = 255;
  }
  return colors;
}

/** Says whether the page is dark now, by choice or by the system, and calls back when that changes. */
export function watchDarkness(onChange: (isDark: boolean) => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const tell = (): void => {
    const chosen = document.documentElement.dataset["theme"];
    onChange(chosen === "dark" || (chosen !== "light" && system.matches));
  };
  const chosen = new MutationObserver(tell);
  chosen.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  system.addEventListener("change", tell);
  tell();
  return () => {
    chosen.disconnect();
    system.removeEventListener("change", tell);
  };
}
