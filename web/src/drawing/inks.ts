// The page's colors for canvases, which do not take them from the style sheet by themselves.

import { cssColor } from "./looks.ts";
import type { Rgb } from "./looks.ts";
import type { Stop } from "../shell/page.ts";

export interface Inks {
  readonly ink: string;
  readonly soft: string;
  readonly paper: string;
  readonly line: string;
  readonly accent: string;
  /** The rim of points: the ink in numbers. */
  readonly edge: Rgb;
  readonly font: string;
}

const probe = document.createElement("canvas");

/** The colors of the page as it is now, light or dark. */
export function readInks(): Inks {
  const named = (name: string): string => cssColor(rgbNamed(name));
  return {
    ink: named("--ink"),
    soft: named("--soft"),
    paper: named("--card"),
    line: named("--line"),
    accent: named("--accent"),
    edge: rgbNamed("--ink"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** Be told when the page turns light or dark. */
export function watchTheme(changed: () => void): Stop {
  const media = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}

function rgbNamed(name: string): Rgb {
  // `light-dark()` is resolved only where it is used as a color, so it is put to use for a moment.
  const user = document.createElement("span");
  user.className = "unseen";
  user.style.color = `var(${name})`;
  document.body.append(user);
  const color = getComputedStyle(user).color;
  user.remove();
  probe.width = probe.height = 1;
  const context = probe.getContext("2d", { willReadFrequently: true });
  if (context === null) return [128, 128, 128];
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 128, green = 128, blue = 128] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
