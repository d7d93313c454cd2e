// The ways to answer an item, as buttons that show their keys.

import type { CheckItem, CheckState } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { LONGEST_NAME } from "../parts/wording.ts";

export interface Answer {
  readonly answer: "yes" | "no" | "other" | "skip";
  readonly name: string;
}

export class CheckAnswers {
  readonly element = h("section", { class: "panel validate-answers", "aria-label": "Answers" });
  readonly #give: (answer: Answer) => void;
  readonly #undo: () => void;
  readonly #field = h("input", { name: "name", autocomplete: "off", maxlength: LONGEST_NAME, placeholder: "another name", "aria-label": "Another name" });

  constructor(give: (answer: Answer) => void, undo: () => void) {
    [this.#give, this.#undo] = [give, undo];
  }

  show(state: CheckState, item: CheckItem | null): void {
    const isYes = item !== null && (item.name !== "" || state.names.length === 1);
    const others = state.names.filter((name) => name !== item?.name && !(isYes && item?.name === ""));
    fill(
      this.element,
      h(
        "div",
        { class: "validate-choices" },
        isYes && this.#button("Y", "Yes", { answer: "yes", name: "" }),
        this.#button("N", state.names.length > 1 ? "None of the names" : "No", { answer: "no", name: "" }),
        this.#button("S", "Skip", { answer: "skip", name: "" }),
      ),
      others.length > 0 && h("div", { class: "validate-names" }, others.map((name, place) => this.#button(keyOf(place), name, { answer: "other", name }))),
      h("form", { class: "label-new", onsubmit: (event: Event) => this.#submit(event) }, this.#field, h("button", { type: "submit" }, "It is this ", h("kbd", null, "O"))),
      h("button", { type: "button", class: "quiet", disabled: state.n_answered === 0, onclick: this.#undo }, "Undo ", h("kbd", null, "⌫")),
    );
    for (const control of this.element.querySelectorAll<HTMLButtonElement>("button:not(.quiet)")) control.disabled = item === null;
    this.#field.disabled = item === null;
    this.#field.value = "";
  }

  /** Answers as the button with this key does, if there is one that can be pressed. */
  press(key: string): void {
    for (const button of this.element.querySelectorAll<HTMLButtonElement>("button[data-key]")) {
      if (button.dataset["key"] === key && !button.disabled) button.click();
    }
  }

  focusField(): void {
    this.#field.focus();
  }

  #button(key: string | null, text: string, answer: Answer): HTMLElement {
    return h(
      "button",
      { type: "button", "data-key": key?.toLowerCase() ?? null, onclick: () => this.#give(answer) },
      key !== null && h("kbd", null, key),
      h("span", null, text),
    );
  }

  #submit(event: Event): void {
    event.preventDefault();
    const name = this.#field.value.trim();
    if (name === "") return this.focusField();
    this.#field.blur();
    this.#give({ answer: "other", name });
  }
}

function keyOf(place: number): string | null {
  return place < 9 ? String(place + 1) : null;
}
