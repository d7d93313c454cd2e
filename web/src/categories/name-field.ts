// A field in the place of a name; Enter keeps what is typed, Esc and leaving it do not.
import { h } from "../parts/dom.ts";
import { LONGEST_NAME } from "../parts/wording.ts";

/** Puts a field in the place of `shown` and puts `shown` back when it is done; `names` are offered while typing. */
export function editName(shown: HTMLElement, name: string, names: readonly string[], keep: (name: string) => void): void {
  const input = h("input", {
    type: "text", value: name, list: "known-names", "aria-label": "Name", maxlength: LONGEST_NAME, autocomplete: "off", placeholder: "name",
  });
  const options = h("datalist", { id: "known-names" }, [...new Set(names)].map((known) => h("option", { value: known })));
  const form: HTMLFormElement = h("form", { class: "name-field" }, input, options);
  let isDone = false;
  const done = (): void => {
    if (isDone) return;
    isDone = true;
    form.replaceWith(shown);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    done();
    shown.closest<HTMLElement>("[tabindex]")?.focus();
    keep(input.value.trim());
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    done();
    shown.closest<HTMLElement>("[tabindex]")?.focus();
  });
  input.addEventListener("blur", done);
  shown.replaceWith(form);
  input.select();
}
