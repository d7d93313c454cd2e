// The grid of all categories.
import { get } from "../server/api.ts";
import type { CategorySummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { RovingGrid } from "../grid/roving.ts";
import { Selection } from "../grid/selection.ts";
import { load } from "../server/load.ts";
import { say } from "../parts/notice.ts";
import { bindKeys } from "../shell/keys.ts";
import type { Page } from "../shell/page.ts";
import { rewrite } from "../shell/router.ts";
import { counted } from "../parts/wording.ts";
import { Bar } from "./bar.ts";
import { categoryCard } from "./card.ts";
import type { Card } from "./card.ts";
import { Changes } from "./changes.ts";
import { listKeys } from "./list-keys.ts";
import { editName } from "./name-field.ts";
import { ORDER_NAMES, arranged, orderAfter, orderOf } from "./order.ts";
import type { Order } from "./order.ts";
import { askParts } from "./split-dialog.ts";

export const listPage: Page = (root, { query, signal }) => {
  const list = new CategoryList(root, orderOf(query.get("sort")), signal);
  return bindKeys("Categories", listKeys(list));
};

/** Holds what is shown, and does what buttons and keys ask for. */
export class CategoryList {
  readonly #signal: AbortSignal;
  readonly #heading = h("h1", null, "Categories");
  readonly #list = h("ul", { class: "cards" });
  readonly #bar: Bar;
  readonly #changes: Changes;
  readonly #selection = new Selection(() => this.#showChosen());
  readonly grid: RovingGrid;
  #order: Order;
  #words = "";
  #categories: CategorySummary[] = [];
  #cards = new Map<number, Card>();

  constructor(root: HTMLElement, order: Order, signal: AbortSignal) {
    this.#signal = signal;
    this.#order = order;
    this.grid = new RovingGrid(this.#list, () => this.#showChosen());
    this.#changes = new Changes(
      (focus) => this.#renew(focus),
      (isBusy) => this.#setBusy(isBusy),
    );
    this.#bar = new Bar(order, {
      order: (chosen) => this.setOrder(chosen),
      words: (words) => this.#setWords(words),
      rename: () => this.rename(),
      merge: () => this.merge(),
      split: () => this.split(),
      noise: () => this.markNoise(),
      undo: () => void this.#changes.undo(),
      clear: () => this.#selection.clear(),
    });
    root.append(h("header", null, this.#heading, this.#bar.chosen), this.#bar.element, h("div", { class: "cards-place" }, this.#list));
    const place = this.#list.parentElement ?? root;
    void load(place, () => this.#fetch(), (categories) => {
      fill(place, this.#list);
      this.#show(categories);
    });
  }

  /** The card that has the focus, or had it last. */
  get current(): Card | null {
    return this.#cards.get(this.grid.current ?? -1) ?? null;
  }

  /** The chosen categories, else the one with the focus. */
  get targets(): CategorySummary[] {
    const ids = this.#selection.size > 0 ? this.#selection.ids() : [this.grid.current ?? -1];
    return ids.flatMap((id) => this.#categories.find((category) => category.number === id) ?? []);
  }

  toggle(number: number | null = this.grid.current): void {
    if (number !== null) this.#selection.toggle(number);
  }

  extendTo(number: number): void {
    this.#selection.extendTo(number, this.grid.order);
  }

  selectAll(): void {
    this.#selection.all(this.grid.order);
  }

  clear(): void {
    this.#selection.clear();
  }

  nextOrder(): void {
    this.setOrder(orderAfter(this.#order));
    this.#bar.showOrder(this.#order);
    say(`Order: ${this.#order}, ${ORDER_NAMES[this.#order]}`);
  }

  setOrder(order: Order): void {
    this.#order = order;
    rewrite(`/categories?sort=${order}`);
    this.#arrange();
  }

  find(): void {
    this.#bar.focusWords();
  }

  rename(): void {
    const [category] = this.targets;
    const card = category === undefined ? undefined : this.#cards.get(category.number);
    if (category === undefined || card === undefined || this.targets.length > 1) return;
    const names = this.#categories.flatMap((one) => one.name ?? []);
    editName(card.title, category.name ?? "", names, (name) => void this.#changes.rename(category, name));
  }

  merge(): void {
    if (this.targets.length > 1) void this.#changes.merge(this.targets);
    else say("Choose two or more categories first, with X.");
  }

  split(): void {
    const [category] = this.targets;
    if (category === undefined || category.size < 2 || this.targets.length > 1) return;
    askParts(category, (into) => void this.#changes.split(category, into));
  }

  markNoise(): void {
    const fresh = this.targets.filter((category) => !category.is_noise);
    if (fresh.length > 0) void this.#changes.markNoise(fresh);
  }

  undo(): void {
    void this.#changes.undo();
  }

  #fetch(): Promise<CategorySummary[]> {
    return get<CategorySummary[]>("/api/categories", this.#signal);
  }

  async #renew(focus: number | null): Promise<void> {
    const hadFocus = this.#list.contains(document.activeElement) || document.activeElement === document.body;
    this.#selection.clear();
    this.#show(await this.#fetch());
    if (hadFocus) this.grid.focus(focus ?? this.grid.current);
  }

  #show(categories: CategorySummary[]): void {
    this.#categories = categories;
    const old = this.#cards;
    this.#cards = new Map(categories.map((category) => [category.number, this.#cardOf(category, old.get(category.number))]));
    this.#selection.keep(categories.map((category) => category.number));
    this.#arrange();
  }

  // Cards that have not changed stay, so that their pictures do not flicker and sounds go on.
  #cardOf(category: CategorySummary, old: Card | undefined): Card {
    if (old !== undefined && JSON.stringify(old.category) === JSON.stringify(category)) return old;
    return categoryCard(category, {
      select: (number, event) => (event.shiftKey ? this.extendTo(number) : this.toggle(number)),
    });
  }

  #arrange(): void {
    const shown = arranged(this.#categories, this.#order, this.#words);
    const cards = shown.flatMap((category) => this.#cards.get(category.number) ?? []);
    fill(this.#list, cards.map((card) => h("li", null, card.element)));
    if (cards.length === 0) fill(this.#list, h("li", { class: "empty" }, this.#emptyWords()));
    this.grid.setCells(cards.map((card) => ({ id: card.category.number, element: card.element })));
    this.#heading.textContent = counted(this.#categories.length, "category", "categories");
    this.#showChosen();
  }

  #emptyWords(): string {
    if (this.#categories.length > 0) return "No category has that number or name.";
    return "There are no categories yet. The overview says what to run.";
  }

  #setWords(words: string): void {
    this.#words = words;
    this.#arrange();
  }

  #showChosen(): void {
    for (const [number, card] of this.#cards) card.showChosen(this.#selection.has(number));
    this.#bar.show(this.targets, this.#selection.size);
  }

  #setBusy(isBusy: boolean): void {
    this.#bar.setBusy(isBusy);
    if (!isBusy) this.#showChosen();
  }
}
