// The categories at a glance: a strip with the share of each, and what the biggest sound like.
import type { CategorySummary } from "../server/api.ts";
import { colorOf } from "../drawing/colors.ts";
import { h } from "../parts/dom.ts";
import { thumbnail } from "../parts/thumbnail.ts";
import { categoryName, counted } from "../parts/wording.ts";

export const N_TYPICAL = 12;
// Narrower parts could not be seen.
const MIN_SHARE = 0.002;

/** Returns the strip, biggest category first; it leads to the grid of them, as most parts are too narrow to be pressed. */
export function shareStrip(categories: readonly CategorySummary[]): HTMLElement {
  const total = categories.reduce((sum, category) => sum + category.size, 0);
  const shown = categories.filter((category) => category.size / total >= MIN_SHARE);
  return h("a", { class: "overview-strip", href: "/categories", "aria-label": "Shares of the categories: show all" }, shown.map(part));
}

function part(category: CategorySummary): HTMLElement {
  return h("span", {
    title: `${categoryName(category.number, category.name)}, ${counted(category.size, "call")}`,
    vars: { "--k": colorOf(category.number), "--share": category.size },
  });
}

/** Returns the most typical call of each of the biggest categories. */
export function typicalCalls(categories: readonly CategorySummary[]): HTMLElement {
  const heard = categories.filter((category) => !category.is_noise).slice(0, N_TYPICAL);
  return h("ul", { class: "overview-typical" }, heard.map(typical));
}

function typical(category: CategorySummary): HTMLElement {
  const name = categoryName(category.number, category.name);
  const shown = { id: category.medoid_event_id, category: category.number };
  return h(
    "li",
    null,
    thumbnail(shown, { name: `${name}, its most typical call` }),
    h("a", { href: `/categories/${category.number}` }, name),
    h("span", { class: "soft tabular" }, counted(category.size, "call")),
  );
}
