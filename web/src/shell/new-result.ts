// Offers to show a page again when `coincide learn` has learned since it was opened: until then it shows the earlier result.

import { offer } from "../parts/notice.ts";
import { isOutdated, noteModel } from "../server/model.ts";
import type { Stop } from "./page.ts";
import type { RoutePath } from "./router.ts";

/** New questions come by themselves there, and what listens or watches is not interrupted. */
const NOT_OFFERED: ReadonlySet<RoutePath> = new Set(["/label", "/live"]);

export class NewResult {
  readonly #show: () => void;
  #signal: AbortSignal | null = null;
  #withdraw: Stop | null = null;

  /** `show` opens the page again. */
  constructor(show: () => void) {
    this.#show = show;
    // People come back to the page from the terminal in which `coincide learn` ran.
    window.addEventListener("focus", () => void this.#look());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && void this.#look());
  }

  /** A page is opened in place of another one; `signal` ends with it. */
  opened(path: RoutePath | null, signal: AbortSignal): void {
    this.#withdraw?.();
    this.#withdraw = null;
    this.#signal = path === null || NOT_OFFERED.has(path) ? null : signal;
    void noteModel(signal);
  }

  async #look(): Promise<void> {
    const signal = this.#signal;
    if (signal === null || this.#withdraw !== null) return;
    if (!(await isOutdated(signal)) || signal !== this.#signal || this.#withdraw !== null) return;
    const words = "`coincide learn` has made a new result since this page was opened.";
    this.#withdraw = offer(words, { name: "Show the new result", run: this.#show });
  }
}
