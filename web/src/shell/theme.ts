// Light, dark, or as the system says.

export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "coincide.theme";

/** Returns what was chosen; `auto` where nothing was or storage is closed to us. */
export function chosenTheme(): Theme {
  const kept = read();
  return THEMES.find((theme) => theme === kept) ?? "auto";
}

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Private windows may refuse; the choice then lasts until the page is closed.
  }
  applyTheme(theme);
}

/** Marks the page with the theme; style/tokens.css does the rest. */
export function applyTheme(theme: Theme = chosenTheme()): void {
  document.documentElement.dataset["theme"] = theme;
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
