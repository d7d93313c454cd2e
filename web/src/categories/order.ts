// In which order categories are shown, and which of them.
import type { CategorySummary } from "../server/api.ts";

export const ORDERS = ["size", "certainty", "novelty"] as const;
export type Order = (typeof ORDERS)[number];

export const ORDER_NAMES: Readonly<Record<Order, string>> = {
  size: "biggest first",
  certainty: "least sure first",
  novelty: "most unlike others first",
};

/** Returns the order that an address asks for, else by size. */
export function orderOf(text: string | null): Order {
  return ORDERS.find((order) => order === text) ?? "size";
}

/** Returns the order after `order`, for a key that goes through them. */
export function orderAfter(order: Order): Order {
  return ORDERS[(ORDERS.indexOf(order) + 1) % ORDERS.length] ?? "size";
}

/** Returns the categories whose number or name holds `words`, in `order`; noise comes last, as it wants no attention. */
export function arranged(categories: readonly CategorySummary[], order: Order, words: string): CategorySummary[] {
  const wanted = words.trim().toLowerCase();
  return categories
    .filter((category) => wanted === "" || text(category).includes(wanted))
    .sort((one, other) => Number(one.is_noise) - Number(other.is_noise) || compare(one, other, order) || one.number - other.number);
}

function compare(one: CategorySummary, other: CategorySummary, order: Order): number {
  if (order === "certainty") return one.certainty - other.certainty;
  return order === "novelty" ? other.novelty - one.novelty : other.size - one.size;
}

function text({ number, name }: CategorySummary): string {
  return `${number} ${name ?? ""}`.toLowerCase();
}
