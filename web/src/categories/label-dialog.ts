// Asks for the label of single calls.
import { h } from "../parts/dom.ts";
import { LONGEST_NAME, counted } from "../parts/wording.ts";

/** Opens the question; Enter answers, an empty answer takes the labels back, Esc closes. */
export function askLabel(n_calls: number, names: readonly string[], answer: (label: string) => void): void {
  const input = h("input", { type: "text", list: "label-names", maxlength: LONGEST_NAME, autocomplete: "off", id: "label-input" });
  const form = h(
    "form",
    { class: "calls-label" },
    h("label", { for: "label-input" }, "Label; leave empty to remove labels"),
    input,
    h("datalist", { id: "label-names" }, [...new Set(names)].map((name) => h("option", { value: name }))),
    h("div", { class: "row" }, h("button", { class: "primary" }, "Label"), h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "Cancel")),
  );
  const dialog = h(
    "dialog",
    { "aria-labelledby": "label-title", onclose: () => dialog.remove() },
    h("h2", { id: "label-title" }, n_calls === 1 ? "What is this call?" : `What are these ${counted(n_calls, "call")}?`),
    form,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    dialog.close();
    answer(input.value.trim());
  });
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
}
