// Above the grid: order, words to look for, and what can be done with the chosen categories.
import type { CategorySummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { counted } from "../parts/wording.ts";
import { ORDERS, ORDER_NAMES } from "./order.ts";
import type { Order } from "./order.ts";

export interface BarDoes {
  readonly order: (order: Order) => void;
  readonly words: (words: string) => void;
  readonly rename: () => void;
  readonly merge: () => void;
  readonly split: () => void;
  readonly noise: () => void;
  readonly undo: () => void;
  readonly clear: () => void;
}

export class Bar {
  readonly element: HTMLElement;
  readonly #order: HTMLSelectElement;
  readonly #words: HTMLInputElement;
  /** How many are chosen; stands beside the heading, so that nothing moves when it comes. */
  readonly chosen = h("div", { class: "bar-chosen" });
  readonly #count = h("span", { role: "status" });
  readonly #actions: HTMLElement;
  readonly #does: BarDoes;

  constructor(order: Order, does: BarDoes) {
    this.#does = does;
    this.#order = h("select", { onchange: () => does.order(this.#order.value as Order) }, ORDERS.map((one) => option(one, order)));
    this.#words = h("input", {
      type: "search", placeholder: "number or name", "aria-label": "Show only", oninput: () => does.words(this.#words.value),
      onkeydown: (event) => this.#leave(event),
    });
    this.#actions = h("div", { class: "bar-actions", role: "group", "aria-label": "What to do with categories" });
    this.element = h(
      "div",
      { class: "tools" },
      h("label", { class: "field" }, "Order", this.#order),
      this.#words,
      this.#actions,
    );
    this.show([], 0);
  }

  /** Shows what can be done with `targets`, the chosen categories or else the one with the focus. */
  show(targets: readonly CategorySummary[], n_chosen: number): void {
    const { rename, merge, split, noise, undo, clear } = this.#does;
    const n_calls = targets.reduce((sum, category) => sum + category.size, 0);
    this.#count.textContent = n_chosen === 0 ? "" : `${n_chosen} chosen, ${counted(n_calls, "call")}`;
    fill(this.chosen, this.#count, n_chosen > 0 && action("Clear", "Esc", clear, true));
    fill(
      this.#actions,
      action("Rename", "r", rename, targets.length === 1),
      action("Merge", "m", merge, targets.length > 1),
      action("Split", "s", split, targets.length === 1 && (targets[0]?.size ?? 0) > 1),
      action("Noise", "n", noise, targets.some((category) => !category.is_noise)),
      action("Undo", "u", undo, true),
    );
  }

  showOrder(order: Order): void {
    this.#order.value = order;
  }

  setBusy(isBusy: boolean): void {
    this.element.setAttribute("aria-busy", String(isBusy));
    for (const button of this.#actions.querySelectorAll("button")) if (isBusy) button.disabled = true;
  }

  focusWords(): void {
    this.#words.select();
  }

  // Esc shows all again, and a second one goes back to the keys of the page.
  #leave(event: KeyboardEvent): void {
    if (event.key !== "Escape" && event.key !== "Enter") return;
    if (event.key === "Escape" && this.#words.value !== "") {
      this.#words.value = "";
      this.#does.words("");
    } else this.#words.blur();
    event.preventDefault();
  }
}

function option(one: Order, chosen: Order): HTMLElement {
  return h("option", { value: one, selected: one === chosen }, `${one}, ${ORDER_NAMES[one]}`);
}

function action(name: string, key: string, run: () => void, isPossible: boolean): HTMLElement {
  return h(
    "button",
    { type: "button", disabled: !isPossible, onclick: run },
    name,
    " ",
    h("kbd", { "aria-hidden": true }, key.length === 1 ? key.toUpperCase() : key),
  );
}
