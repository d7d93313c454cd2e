// Teaching by showing: a name and a button to hold, below the picture, and the classes taught so far.
import { h } from "../../parts/dom.ts";
import { LONGEST_NAME, counted } from "../../parts/wording.ts";
import { kept } from "../../shell/preferences.ts";
import { ELSE } from "../teaching/taught.ts";
import type { Taught } from "../teaching/taught.ts";
import type { ClassActions } from "./class-list.ts";
import { makeClassList } from "./class-list.ts";

export interface TeachActions extends ClassActions {
  /** Held down: what comes now is an example of `name`. */
  readonly begin: (name: string) => void;
  readonly end: () => void;
  /** The choice between all names and the taught ones changed. */
  readonly force: () => void;
  readonly save: () => void;
  readonly open: (file: File) => void;
}

export interface TeachView {
  readonly bar: HTMLElement;
  readonly element: HTMLElement;
  readonly show: (taught: Taught, colorOf: (name: string) => string, canSend: boolean) => void;
  readonly setReady: (isReady: boolean, hint: string) => void;
  readonly isForced: () => boolean;
  /** The key that is held instead of the button. */
  readonly press: () => void;
  readonly release: () => void;
}

export function makeTeachView(actions: TeachActions): TeachView {
  const bar = makeBar(actions);
  const list = makeClassList(bar.choose, actions);
  const saving = h("button", { type: "button", class: "quiet", onclick: actions.save }, "Save examples");
  const file = h("input", { type: "file", accept: "application/json,.json", class: "unseen", tabindex: -1, "aria-label": "File of taught examples" });
  file.addEventListener("change", () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) actions.open(chosen);
    file.value = "";
  });
  const forcing = kept<boolean>("coincide.live.only-mine", false);
  const force = h("input", { type: "checkbox", checked: forcing.get() });
  force.addEventListener("change", () => {
    forcing.set(force.checked);
    actions.force();
  });
  const more = h("button", { type: "button", class: "quiet", title: "Anything that belongs to none of your classes, such as the background", onclick: () => bar.choose(ELSE) }, `Teach ${ELSE}`);
  const element = h(
    "section",
    { class: "panel", "aria-labelledby": "live-teach-title" },
    h("h2", { id: "live-teach-title" }, "Taught here"),
    list.element,
    h("label", { class: "live-force" }, force, "Only my classes: it is always one of them"),
    h("div", { class: "row" }, more, saving, h("button", { type: "button", class: "quiet", onclick: () => file.click() }, "Open examples"), file),
  );
  return {
    bar: bar.element,
    element,
    press: bar.press,
    release: bar.release,
    isForced: () => force.checked,
    setReady: (isReady, words) => {
      bar.setReady(isReady);
      bar.tell(words);
    },
    show: (taught, colorOf, canSend) => {
      saving.disabled = taught.isEmpty;
      force.disabled = taught.classes.length < 2;
      bar.count(new Map(taught.classes.map(({ name, examples }) => [name, examples.length])));
      list.show(taught, colorOf, canSend);
    },
  };
}

interface Bar {
  readonly element: HTMLElement;
  readonly choose: (name: string) => void;
  readonly setReady: (isReady: boolean) => void;
  readonly tell: (words: string) => void;
  readonly count: (numbers: ReadonlyMap<string, number>) => void;
  readonly press: () => void;
  readonly release: () => void;
}

/** Hold first and name afterwards, or name first: both are three presses. */
function makeBar(actions: TeachActions): Bar {
  const name = h("input", { id: "live-teach-name", type: "text", maxlength: LONGEST_NAME, placeholder: "name", autocomplete: "off", spellcheck: "false", enterkeyhint: "done" });
  const hold = h("button", { type: "button", class: "live-hold" }, "Hold to teach ", h("kbd", null, "E"));
  const counter = h("output", { class: "live-count tabular", for: "live-teach-name" });
  const hint = h("p", { class: "live-teach-hint soft small" });
  let numbers: ReadonlyMap<string, number> = new Map();
  let isHeld = false;
  /** The name that the class has until a person gives it one. */
  let nameless: string | null = null;
  const showCount = (): void => {
    const n = numbers.get(name.value.trim()) ?? 0;
    counter.textContent = n === 0 ? "" : counted(n, "example");
  };
  const press = (): void => {
    if (isHeld || hold.disabled) return;
    if (name.value.trim() === "") {
      nameless = freeName(numbers);
      name.value = nameless;
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
    if (nameless !== null && name.value === nameless) name.select();
  };
  name.addEventListener("input", showCount);
  name.addEventListener("change", () => {
    const given = name.value.trim();
    if (nameless !== null && given !== "" && given !== nameless && numbers.has(nameless)) actions.rename(nameless, given);
    nameless = null;
  });
  name.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") name.blur();
  });
  holdable(hold, press, release);
  return {
    element: h("div", { class: "live-teach-bar" }, h("label", { for: "live-teach-name", class: "unseen" }, "Name of the class"), name, hold, counter, hint),
    choose: (chosen) => {
      name.value = chosen;
      nameless = null;
      showCount();
    },
    setReady: (isReady) => {
      hold.disabled = !isReady;
    },
    tell: (words) => {
      if (hint.textContent !== words) hint.textContent = words;
    },
    count: (next) => {
      numbers = next;
      showCount();
    },
    press,
    release,
  };
}

function freeName(numbers: ReadonlyMap<string, number>): string {
  let n = 1;
  while (numbers.has(`class ${n}`)) n++;
  return `class ${n}`;
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
