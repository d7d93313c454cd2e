// The ways to answer a question, as buttons that show their keys.

import { fill, h } from "../parts/dom.ts";
import type { Suggestion } from "../server/api.ts";
import type { Answer } from "./outbox.ts";
import type { NameKeys } from "./keys.ts";
import { likelyName } from "./likely.ts";
import { LONGEST_NAME, percent } from "../parts/wording.ts";

export interface AnswerEvents {
  give(answer: Answer): void;
  undo(): void;
}

const OTHERS = [
  ["x", "Noise", "noise", "these are not calls"],
  ["m", "Mixed", "mixed", "these are of several kinds; smaller groups come next"],
  ["s", "Skip", "skip", "you cannot tell"],
] as const;

export class LabelAnswers {
  readonly element = h("section", { class: "panel label-answers", "aria-label": "Answers" });
  readonly #keys: NameKeys;
  readonly #events: AnswerEvents;
  readonly #names = h("div", { class: "label-names" });
  readonly #known = h("datalist", { id: "names-used" });
  readonly #field = h("input", {
    name: "name",
    list: "names-used",
    autocomplete: "off",
    maxlength: LONGEST_NAME,
    placeholder: "a new name",
    "aria-label": "New name",
  });
  readonly #undo: HTMLButtonElement;
  #shown: readonly Suggestion[] | null = null;

  constructor(keys: NameKeys, events: AnswerEvents) {
    [this.#keys, this.#events] = [keys, events];
    this.#undo = h("button", { type: "button", class: "quiet", onclick: events.undo }, "Undo ", h("kbd", null, "⌫"));
    this.element.append(
      h("h2", null, "What is this?"),
      this.#names,
      h(
        "form",
        { class: "label-new", onsubmit: (event: Event) => this.#submit(event) },
        this.#field,
        this.#known,
        h(
          "button",
          { type: "submit", title: "N goes to the field, Enter gives the name" },
          "New name ",
          h("kbd", null, "N"),
        ),
      ),
      h(
        "div",
        { class: "label-others" },
        OTHERS.map(([key, name, answer, means]) =>
          h(
            "button",
            { type: "button", title: means, "data-answer": answer, onclick: () => events.give({ answer, name: "" }) },
            h("kbd", null, key.toUpperCase()),
            name,
          ),
        ),
      ),
      this.#undo,
    );
    this.#field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#field.value = "";
      this.#field.blur();
    });
  }

  /** Show the names, the likely one marked, and whether there is anything to take back. */
  show(suggestions: readonly Suggestion[], isAsking: boolean, canUndo: boolean): void {
    const scores = new Map(suggestions.map(({ name, score }) => [name, score]));
    const likely = likelyName(suggestions);
    const names = this.#keys.ordered(suggestions.map(({ name }) => name));
    fill(
      this.#names,
      names.map((name) => this.#nameButton(name, scores.get(name), name === likely)),
    );
    fill(
      this.#known,
      names.map((name) => h("option", { value: name })),
    );
    if (suggestions !== this.#shown) this.#names.scrollTop = 0;
    this.#shown = suggestions;
    this.#names.classList.toggle("is-empty", names.length === 0);
    for (const button of this.element.querySelectorAll("button")) button.disabled = !isAsking;
    this.#field.disabled = !isAsking;
    this.#undo.disabled = !canUndo;
  }

  /** Go to the field for a new name. */
  focusField(): void {
    this.#field.focus();
  }

  #nameButton(name: string, score: number | undefined, isLikely: boolean): HTMLElement {
    const key = this.#keys.keyOf(name);
    return h(
      "button",
      {
        type: "button",
        class: isLikely ? "label-name is-likely" : "label-name",
        "data-name": name,
        onclick: () => this.#events.give({ answer: "name", name }),
      },
      key !== null && h("kbd", null, key.toUpperCase()),
      h("span", { class: "label-name-text" }, name),
      score !== undefined && h("span", { class: "soft small tabular" }, percent(score), isLikely && " ↵"),
    );
  }

  #submit(event: Event): void {
    event.preventDefault();
    const name = this.#field.value.trim();
    if (name === "") return this.focusField();
    this.#field.value = "";
    this.#field.blur();
    this.#events.give({ answer: "name", name });
  }
}
