// Hands a file to the person, as a download.
import { h } from "./dom.ts";

const KEPT_MS = 60_000;

export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  h("a", { href: url, download: name }).click();
  // Safari reads the file a moment after the click.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
