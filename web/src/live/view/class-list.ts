// The classes taught so far, one row each: how many examples it has, and what can be done with it.
import { fill, h, setVars } from "../../parts/dom.ts";
import { LONGEST_NAME, counted } from "../../parts/wording.ts";
import { ELSE } from "../teaching/taught.ts";
import type { Taught } from "../teaching/taught.ts";

export interface ClassActions {
  readonly forget: (name: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly thin: (name: string) => void;
  /** Sends a class to the catalog; null where there is none. */
  readonly send: ((name: string) => void) | null;
}

export interface ClassList {
  readonly element: HTMLElement;
  readonly show: (taught: Taught, colorOf: (name: string) => string, canSend: boolean) => void;
}

interface Row {
  readonly name: string;
  readonly element: HTMLElement;
  readonly show: (examples: number, color: string) => void;
}

/** A list whose rows stay while new examples come in: a button must not vanish between being pressed and released. */
export function makeClassList(choose: (name: string) => void, actions: ClassActions): ClassList {
  const element = h("ul", { class: "live-classes" });
  let rows: readonly Row[] = [];
  let couldSend = false;
  const isKept = ({ classes }: Taught, canSend: boolean): boolean =>
    canSend === couldSend && element.querySelector("form") === null && classes.length === rows.length && classes.every(({ name }, i) => name === rows[i]?.name);
  return {
    element,
    show: (taught, colorOf, canSend) => {
      const isRenaming = element.querySelector("form")?.contains(document.activeElement) ?? false;
      if (isRenaming) return;
      if (!isKept(taught, canSend)) {
        couldSend = canSend;
        rows = taught.classes.map(({ name }) => makeRow(name, choose, canSend ? actions : { ...actions, send: null }));
        fill(element, rows.map((row) => row.element));
      }
      for (const [i, { name, examples }] of taught.classes.entries()) rows[i]?.show(examples.length, colorOf(name));
    },
  };
}

function makeRow(name: string, choose: (name: string) => void, actions: ClassActions): Row {
  const { send } = actions;
  const swatch = h("span", { class: "swatch", "aria-hidden": true });
  const count = h("span", { class: "soft small tabular" });
  const act = (word: string, label: string, run: () => void): HTMLElement => h("button", { type: "button", class: "quiet", "aria-label": label, onclick: run }, word);
  const element = h("li", { "data-class": name }, h("button", { type: "button", class: "quiet live-class", title: "Teach more of this", onclick: () => choose(name) }, swatch, name), count);
  element.append(h("span", { class: "row live-class-actions" },
    act("Rename", `Rename ${name}`, () => fill(element, makeRenameForm(name, actions))),
    act("Thin", `Thin ${name}: keep the half of its examples that differ most`, () => actions.thin(name)),
    ...(send === null || name === ELSE ? [] : [act("To catalog", `Send ${name} to the catalog`, () => send(name))]),
    act("Forget", `Forget ${name}`, () => actions.forget(name)),
  ));
  return {
    name,
    element,
    show: (examples, color) => {
      setVars(swatch, { "--k": color });
      count.textContent = counted(examples, "example");
    },
  };
}

function makeRenameForm(name: string, actions: ClassActions): HTMLElement {
  const field = h("input", { type: "text", maxlength: LONGEST_NAME, value: name, "aria-label": `New name of ${name}` });
  const form = h("form", { class: "row" }, field, h("button", { type: "submit" }, "Rename"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    field.blur();
    actions.rename(name, field.value.trim() || name);
  });
  queueMicrotask(() => field.select());
  return form;
}
