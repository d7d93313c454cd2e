// One category with all its calls, to hear whether they belong together.
import { get, sendChange } from "../server/api.ts";
import type { CategorySummary } from "../server/api.ts";
import { ApiError } from "../server/api.ts";
import { colorOf, inkOn } from "../drawing/colors.ts";
import { fill, h } from "../parts/dom.ts";
import { bindKeys } from "../shell/keys.ts";
import { load } from "../server/load.ts";
import { fail, say, toast } from "../parts/notice.ts";
import { together } from "../shell/page.ts";
import type { Params, Stop } from "../shell/page.ts";
import { go } from "../shell/router.ts";
import { band, certain, counted, duration, percent, sureness } from "../parts/wording.ts";
import { Changes } from "./changes.ts";
import { detailKeys } from "./detail-keys.ts";
import { EventGrid } from "./events.ts";
import { askLabel } from "./label-dialog.ts";
import { editName } from "./name-field.ts";
import { askParts } from "./split-dialog.ts";

/** The number under which calls are found that fit no category. */
export const UNSURE = 0;

export function detailPage(root: HTMLElement, params: Params, number: number): Stop {
  const detail = new CategoryDetail(root, number, params.signal);
  return together(bindKeys("This category", detailKeys(detail)), () => detail.events.stop());
}

export class CategoryDetail {
  readonly events: EventGrid;
  readonly #number: number;
  readonly #signal: AbortSignal;
  readonly #head = h("div", { class: "detail-head" });
  readonly #changes: Changes;
  #title = h("h1", null);
  #category: CategorySummary | null = null;
  #all: readonly CategorySummary[] = [];

  constructor(root: HTMLElement, number: number, signal: AbortSignal) {
    this.#number = number;
    this.#signal = signal;
    this.events = new EventGrid(number, signal, () => this.#showTools());
    this.#changes = new Changes(
      () => this.#renew(),
      (isBusy) => this.#head.setAttribute("aria-busy", String(isBusy)),
    );
    root.append(h("nav", { "aria-label": "Place" }, h("a", { href: "/categories" }, "Categories")), this.#head, this.events.element);
    void load(this.#head, () => this.#fetch(), (category) => {
      this.#show(category);
      this.events.begin();
    });
  }

  rename(): void {
    const category = this.#category;
    if (category === null) return;
    const names = this.#all.flatMap((one) => one.name ?? []);
    editName(this.#title, category.name ?? "", names, (name) => void this.#changes.rename(category, name));
  }

  split(): void {
    const category = this.#category;
    if (category !== null && category.size > 1) askParts(category, (into) => void this.#changes.split(category, into));
  }

  markNoise(): void {
    if (this.#category?.is_noise === false) void this.#changes.markNoise([this.#category]);
  }

  undo(): void {
    void this.#changes.undo();
  }

  /** Gives the chosen calls, else the one with the focus, a name of their own. */
  label(): void {
    const ids = this.events.targets;
    if (ids.length === 0) return;
    const names = this.#all.flatMap((one) => one.name ?? []);
    askLabel(ids.length, names, (label) => void this.#label(ids, label));
  }

  /** Goes to the category before (-1) or after (1) this one. */
  step(by: number): void {
    const place = this.#all.findIndex((category) => category.number === this.#number);
    const next = this.#all[place + by];
    if (next === undefined) say("There are no more categories.");
    else go(`/categories/${next.number}`);
  }

  async #label(event_ids: readonly number[], label: string): Promise<void> {
    try {
      const { said, id } = await sendChange<{ n: number }>("PUT", "/api/labels", { event_ids, label });
      const n = said.n;
      const text = label === "" ? `${counted(n, "call")} without a label now.` : `${counted(n, "call")} labeled ${label}.`;
      toast(text, { name: "Undo", run: () => void this.#changes.undo([id]) });
      await this.events.renew();
    } catch (error) {
      fail(error);
    }
  }

  async #fetch(): Promise<CategorySummary | null> {
    this.#all = await get<CategorySummary[]>("/api/categories", this.#signal);
    if (this.#number === UNSURE) return null;
    const category = this.#all.find((one) => one.number === this.#number);
    if (category === undefined) throw new ApiError(404, `There is no category ${this.#number}; it may have been merged into another. Choose one under Categories.`);
    return category;
  }

  async #renew(): Promise<void> {
    this.#show(await this.#fetch());
    await this.events.renew();
  }

  #show(category: CategorySummary | null): void {
    this.#category = category;
    if (category === null) this.#showUnsure();
    else this.#showCategory(category);
    this.#showTools();
  }

  #showUnsure(): void {
    document.title = "Unsure – coincide";
    fill(
      this.#head,
      h("h1", null, "Unsure"),
      h("p", { class: "soft" }, "These calls fit no category well enough. Your labels help most here."),
      h("div", { class: "tools" }),
    );
  }

  #showCategory(category: CategorySummary): void {
    const color = colorOf(category.number);
    const hadFocus = document.activeElement === this.#title;
    this.#title = h("h1", { tabindex: -1 }, category.name ?? `Category ${category.number}`);
    document.title = `${this.#title.textContent ?? ""} – coincide`;
    fill(
      this.#head,
      h("div", { class: "detail-title", vars: { "--k": color, "--on-k": inkOn(color) } }, h("span", { class: "badge" }, category.number), this.#title, category.is_noise && h("span", { class: "tag" }, "noise")),
      facts(category),
      h("div", { class: "tools" }),
    );
    if (hadFocus) this.#title.focus();
  }

  #showTools(): void {
    const tools = this.#head.querySelector(".tools");
    const category = this.#category;
    if (tools === null) return;
    const n_chosen = this.events.n_chosen;
    fill(
      tools,
      category !== null && h("a", { href: `/map?category=${category.number}` }, "On the map"),
      h("span", { class: "bar-chosen", role: "status" }, n_chosen === 0 ? "" : `${counted(n_chosen, "call")} chosen`),
      h(
        "div",
        { class: "bar-actions", role: "group", "aria-label": "What to do" },
        n_chosen > 0 && button("Clear", "Esc", () => this.events.clear()),
        n_chosen > 0 && button("Label", "l", () => this.label()),
        category !== null && [
          button("Rename", "r", () => this.rename()),
          button("Split", "s", () => this.split(), category.size > 1),
          button("Noise", "n", () => this.markNoise(), !category.is_noise),
        ],
        button("Undo", "u", () => this.undo()),
      ),
    );
  }
}

function facts(category: CategorySummary): HTMLElement {
  return h(
    "p",
    { class: "detail-facts" },
    h("span", null, counted(category.size, "call"), " in ", counted(category.n_recordings, "recording")),
    h("span", null, "typically ", duration(category.duration_s)),
    h("span", null, band(category.low_hz, category.high_hz)),
    h("span", null, `${sureness(category.certainty)} (${certain(category.certainty)})`),
    h("span", { title: "how little it resembles the most similar other category" }, `${percent(category.novelty)} unlike others`),
  );
}

function button(name: string, key: string, run: () => void, isPossible = true): HTMLElement {
  const shown = key.length === 1 ? key.toUpperCase() : key;
  return h("button", { type: "button", disabled: !isPossible, onclick: run }, name, " ", h("kbd", { "aria-hidden": true }, shown));
}
