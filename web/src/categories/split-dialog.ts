// Asks into how many parts a category should be split.
import type { CategorySummary } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { categoryName, counted } from "../parts/wording.ts";

const MOST = 8;

/** Opens the question; a digit or a button answers, Esc closes. */
export function askParts(category: CategorySummary, answer: (into: number) => void): void {
  const choose = (into: number): void => {
    dialog.close();
    answer(into);
  };
  const most = Math.min(MOST, category.size);
  const numbers = Array.from({ length: most - 1 }, (_, place) => place + 2);
  const dialog = h(
    "dialog",
    { class: "split", "aria-labelledby": "split-title", onclose: () => dialog.remove(), onkeydown: (event) => byDigit(event, most, choose) },
    h("h2", { id: "split-title" }, `Split ${categoryName(category.number, category.name)}`),
    h("p", { class: "soft" }, `Its ${counted(category.size, "call")} are divided by how they sound. Into how many parts?`),
    h("div", { class: "row" }, numbers.map((into) => h("button", { type: "button", onclick: () => choose(into) }, into))),
    h("p", null, h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel")),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function byDigit(event: KeyboardEvent, most: number, choose: (into: number) => void): void {
  const into = Number(event.key);
  if (event.key.length === 1 && into >= 2 && into <= most) choose(into);
}
