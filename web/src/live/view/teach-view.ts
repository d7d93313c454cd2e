// Teaching by showing: a name, a button to hold while it is heard or seen, and the classes taught so far.
import { fill, h } from "../../dom.ts";
import { counted } from "../../wording.ts";
import type { Taught } from "../taught.ts";

export interface TeachActions {
  /** Held down: what comes now is an example of `name`. */
  readonly begin: (name: string) => void;
  readonly end: () => void;
  readonly forget: (name: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly save: () => void;
  readonly open: (file: File) => void;
}

export interface TeachView {
  readonly element: HTMLElement;
  readonly show: (taught: Taught, colorOf: (name: string) => string) => void;
  readonly setReady: (isReady: boolean, hint: string) => void;
  /** The key that is held instead of the button. */
  readonly press: () => void;
  readonly release: () => void;
}

export function makeTeachView(actions: TeachActions): TeachView {
  const name = h("input", { id: "live-teach-name", type: "text", maxlength: 80, placeholder: "a name", autocomplete: "off", spellcheck: "false" });
  const hold = h("button", { type: "button", class: "live-hold" }, "Hold to teach ", h("kbd", null, "E"));
  const hint = h("p", { class: "soft small" });
  const list = h("ul", { class: "live-classes" });
  const saving = h("button", { type: "button", class: "quiet", onclick: actions.save }, "Save examples");
  const file = h("input", { type: "file", accept: "application/json,.json", class: "unseen", tabindex: -1, "aria-label": "File of taught examples" });
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) actions.open(chosen);
    file.value = "";
  });
  let isHeld = false;
  const press = (): void => {
    if (isHeld || hold.disabled) return;
    if (name.value.trim() === "") {
      name.focus();
      return;
    }
    isHeld = true;
    hold.classList.add("is-held");
    actions.begin(name.value.trim());
  };
  const release = (): void => {
    if (!isHeld) return;
    isHeld = false;
    hold.classList.remove("is-held");
    actions.end();
  };
  holdable(hold, press, release);
  const element = h(
    "section",
    { class: "panel", "aria-labelledby": "live-teach-title" },
    h("h2", { id: "live-teach-title" }, "Teach"),
    h("div", { class: "live-teach-row" }, h("label", { for: "live-teach-name", class: "unseen" }, "Name of the class"), name, hold),
    hint,
    list,
    h("div", { class: "row" }, saving, h("button", { type: "button", class: "quiet", onclick: () => file.click() }, "Open examples"), file),
  );
  return {
    element,
    press,
    release,
    setReady: (isReady, words) => {
      hold.disabled = !isReady;
      hint.textContent = words;
    },
    show: (taught, colorOf) => {
      saving.disabled = taught.isEmpty;
      fill(list, taught.classes.map((one) => item(one.name, one.examples.length, colorOf(one.name), name, actions)));
    },
  };
}

function item(name: string, n: number, color: string, field: HTMLInputElement, actions: TeachActions): HTMLElement {
  const more = h("button", { type: "button", class: "quiet live-class", title: "Teach more of this", onclick: () => { field.value = name; } },
    h("span", { class: "swatch", "aria-hidden": true, vars: { "--k": color } }), name);
  const renaming = h("button", { type: "button", class: "quiet", "aria-label": `Rename ${name}` }, "Rename");
  const row = h("li", { "data-class": name }, more, h("span", { class: "soft small tabular" }, counted(n, "example")), renaming,
    h("button", { type: "button", class: "quiet", "aria-label": `Forget ${name}`, onclick: () => actions.forget(name) }, "Forget"));
  renaming.addEventListener("click", () => fill(row, renameForm(name, actions)));
  return row;
}

function renameForm(name: string, actions: TeachActions): HTMLElement {
  const field = h("input", { type: "text", maxlength: 80, value: name, "aria-label": `New name of ${name}` });
  const form = h("form", { class: "row" }, field, h("button", { type: "submit" }, "Rename"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    actions.rename(name, field.value.trim() || name);
  });
  queueMicrotask(() => field.select());
  return form;
}

/** Pointer, Space and Enter hold the button down alike. */
function holdable(button: HTMLButtonElement, press: () => void, release: () => void): void {
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId);
    press();
  });
  for (const end of ["pointerup", "pointercancel", "blur"] as const) button.addEventListener(end, release);
  const isPress = (event: KeyboardEvent): boolean => event.key === " " || event.key === "Enter";
  button.addEventListener("keydown", (event) => {
    if (isPress(event) && !event.repeat) press();
  });
  button.addEventListener("keyup", (event) => {
    if (isPress(event)) release();
  });
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}
