// The list of keys that work right now, opened by `?`.
import { h } from "../parts/dom.ts";
import { boundKeys, shownKey, switchSingleKeys } from "./keys.ts";
import type { KeyBinding, KeyGroup } from "./keys.ts";
import { hoverSound, singleKeys } from "./preferences.ts";

/** Opens the list above the page; Esc or the button closes it. */
export function showHelp(): void {
  if (document.querySelector("dialog.help") !== null) return;
  const dialog = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title", onclose: () => dialog.remove() },
    h("header", null, h("h2", { id: "help-title" }, "Keys"), closeButton(() => dialog.close())),
    h("div", { class: "help-groups" }, boundKeys().map(group)),
    h(
      "footer",
      null,
      choice("Single-key shortcuts", singleKeys.get(), (isOn) => {
        singleKeys.set(isOn);
        switchSingleKeys(isOn);
      }),
      choice("Play sound when the mouse rests on a picture", hoverSound.get(), (isOn) => hoverSound.set(isOn)),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function closeButton(close: () => void): HTMLElement {
  return h("button", { type: "button", class: "quiet", onclick: close }, "Close");
}

function group({ name, bindings }: KeyGroup): HTMLElement {
  const listed = bindings.filter((binding) => binding.does !== undefined);
  return h("section", null, h("h3", null, name), h("dl", { class: "keys" }, together(listed).map(row)));
}

// Keys that do the same share a line.
function together(bindings: readonly KeyBinding[]): [string, string[]][] {
  const lines = new Map<string, string[]>();
  for (const { key, does = "" } of bindings) lines.set(does, [...(lines.get(does) ?? []), key]);
  return [...lines];
}

function row([does, keys]: [string, string[]]): HTMLElement {
  return h("div", null, h("dt", null, keys.map((key) => h("kbd", null, shownKey(key)))), h("dd", null, does));
}

function choice(text: string, isOn: boolean, change: (isOn: boolean) => void): HTMLElement {
  const box = h("input", { type: "checkbox", checked: isOn, onchange: () => change(box.checked) });
  return h("label", { class: "choice" }, box, text);
}
