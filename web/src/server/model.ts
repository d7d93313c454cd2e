// Which model a page shows. The numbers of categories belong to one model; `coincide learn` makes another, while pages
// stay open.

import { get } from "./api.ts";

let shown: string | null = null;

/** Notes what is current when a page is opened; errors are for the page to tell. */
export async function noteModel(signal: AbortSignal): Promise<void> {
  shown = null;
  shown = await currentModel(signal);
}

/** Says whether another model has been learned since the page was opened. */
export async function isOutdated(signal: AbortSignal): Promise<boolean> {
  const before = shown;
  const now = await currentModel(signal);
  return before !== null && now !== null && now !== before;
}

/** Adds to an address about a category that the page means the model it shows, so that no other category is taken for it. */
export function ofShownModel(path: string): string {
  if (shown === null) return path;
  return `${path}${path.includes("?") ? "&" : "?"}model=${encodeURIComponent(shown)}`;
}

async function currentModel(signal: AbortSignal): Promise<string | null> {
  try {
    return (await get<{ model: string | null }>("/api/model", signal)).model;
  } catch {
    return null;
  }
}
