// What a page shows while it waits, and what instead if the answer does not come.
import { ApiError, isAborted, mayPass, messageOf } from "./api.ts";
import { fill, h } from "../parts/dom.ts";
import { codeWords } from "../parts/code-words.ts";

/** What each place waits for: an answer that comes late must not take the place of a newer one. */
const newest = new WeakMap<HTMLElement, object>();

/**
 * Shows `wait`'s result in `root` by `show`; while it waits a quiet skeleton, after a failure the reason and a way to try
 * again. Returns when one of them is shown, or when it is too late, since the same place waits for something else by then.
 */
export async function load<T>(root: HTMLElement, wait: () => Promise<T>, show: (value: T) => void): Promise<void> {
  newest.set(root, wait);
  const isNewest = (): boolean => newest.get(root) === wait;
  // A skeleton that flashes up for an instant looks slower than none.
  const timer = setTimeout(() => isNewest() && fill(root, skeleton()), 150);
  try {
    const value = await wait();
    clearTimeout(timer);
    if (!isNewest()) return;
    fill(root);
    show(value);
  } catch (error) {
    clearTimeout(timer);
    if (isNewest() && !isAborted(error)) fill(root, trouble(error, () => void load(root, wait, show)));
  }
}

function skeleton(): HTMLElement {
  return h("div", { class: "skeleton", role: "status", "aria-label": "Loading" }, h("span"), h("span"), h("span"));
}

/** Says what went wrong, and offers to try again where that may help. */
export function trouble(error: unknown, retry?: () => void): HTMLElement {
  const isWaiting = error instanceof ApiError && error.status === 409;
  // What is not there now is not there the next time.
  const canRetry = !(error instanceof ApiError) || mayPass(error);
  return h(
    "div",
    { class: isWaiting ? "panel notice" : "panel notice is-bad", role: "alert" },
    h("p", null, codeWords(messageOf(error))),
    canRetry && retry && h("button", { type: "button", onclick: retry }, "Try again"),
  );
}
