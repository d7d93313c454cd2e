// Telling a person something: by a message that shows for a while, and to screen readers by a live region.
import { isAborted, messageOf } from "../server/api.ts";
import { codeWords } from "./code-words.ts";
import { fill, h } from "./dom.ts";

export interface Action {
  readonly name: string;
  readonly run: () => void;
}

const SHOWN_MS = 6000;
const polite = h("div", { class: "unseen", "aria-live": "polite" });
let lastFailure = { text: "", close: (): void => undefined };
const stack = h("div", { class: "toasts", role: "region", "aria-label": "Messages" });

/** Called once by the shell: live regions are heard only if they were there before their text. */
export function placeNotices(parent: HTMLElement): void {
  parent.append(stack, polite);
}

/** Tells screen readers, and shows nothing. */
export function say(text: string): void {
  // The same words twice are heard only if the region was empty in between.
  fill(polite);
  requestAnimationFrame(() => fill(polite, text));
}

/** Shows `text` for a while, with one thing to do about it, for example Undo. */
export function toast(text: string, action?: Action): void {
  say(text);
  show("toast", text, action, SHOWN_MS);
}

/** Shows `text` with what to do about it, until it is closed or the returned function is called. */
export function offer(text: string, action: Action): () => void {
  say(text);
  return show("toast", text, action, null);
}

/** Shows what went wrong until it is closed. Leaving a page before its answer came is nothing wrong. */
export function fail(error: unknown): void {
  if (isAborted(error)) return;
  const text = messageOf(error);
  // Once, and heard again: a mouse that rests on a picture and then presses it asks twice.
  if (text === lastFailure.text) lastFailure.close();
  lastFailure = { text, close: show("toast is-error", text, undefined, null, "alert") };
}

function show(kind: string, text: string, action: Action | undefined, lasts_ms: number | null, role: "alert" | null = null): () => void {
  const close = (): void => note.remove();
  const note: HTMLElement = h(
    "div",
    { class: kind, role },
    h("span", null, codeWords(text)),
    action && h("button", { type: "button", class: "toast-action", onclick: () => { close(); action.run(); } }, action.name),
    h("button", { type: "button", class: "toast-close", "aria-label": "Close message", onclick: close }, "×"),
  );
  stack.append(note);
  while (stack.childElementCount > 3) stack.firstElementChild?.remove();
  if (lasts_ms !== null) setTimeout(close, lasts_ms);
  return close;
}
