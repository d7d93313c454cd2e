// Keys for everything: pages bind theirs, and `?` shows the ones that work right now.
import type { Stop } from "./page.ts";

export interface KeyBinding {
  /** As `KeyboardEvent.key` gives it: "p", "ArrowLeft", "?", " "; with "Ctrl+" in front for Ctrl or Command. */
  readonly key: string;
  /** What it does, for the list: "play". Bindings without it work but are not listed. */
  readonly does?: string;
  /** Whether it goes on while the key is held: moving on may, but not answering, or changing what nobody has seen yet. */
  readonly repeats?: boolean;
  readonly run: (event: KeyboardEvent) => void;
}

export interface KeyGroup {
  readonly name: string;
  readonly bindings: readonly KeyBinding[];
}

const groups: KeyGroup[] = [];
let areSingleKeysOn = true;

/** Makes keys work until the returned function is called. Later bindings win over earlier ones. */
export function bindKeys(name: string, bindings: readonly KeyBinding[]): Stop {
  const group = { name, bindings };
  groups.push(group);
  return () => {
    const place = groups.indexOf(group);
    if (place >= 0) groups.splice(place, 1);
  };
}

/** Returns what works right now, in the order it was bound. */
export function boundKeys(): readonly KeyGroup[] {
  return groups.filter((group) => group.bindings.some((binding) => binding.does !== undefined));
}

/** Keys without Ctrl can be switched off, because speech input types letters by accident (WCAG 2.1.4). */
export function switchSingleKeys(isOn: boolean): void {
  areSingleKeysOn = isOn;
}

/** Runs the newest binding of a pressed key; the shell listens and hands events in. */
export function handleKey(event: KeyboardEvent): void {
  const name = keyName(event);
  // A dialog has keys of its own, and Esc closes it.
  if (name === null || event.defaultPrevented || document.querySelector("dialog:modal") !== null) return;
  for (const group of [...groups].reverse()) {
    const binding = group.bindings.find((one) => one.key === name);
    if (binding !== undefined) {
      event.preventDefault();
      if (!event.repeat || binding.repeats === true) binding.run(event);
      return;
    }
  }
}

/** Returns the name that a binding would have, or null for keys that belong to a text field, a control or the browser. */
export function keyName(event: KeyboardEvent): string | null {
  if (event.altKey || event.isComposing) return null;
  const isCommand = event.ctrlKey || event.metaKey;
  if (isTyping(event.target)) return null;
  // In other programs, Ctrl+Shift+Z redoes what was undone.
  if (isCommand) return `Ctrl+${event.shiftKey ? "Shift+" : ""}${event.key.length === 1 ? event.key.toLowerCase() : event.key}`;
  if (event.key.length === 1 && !areSingleKeysOn) return null;
  if ((event.key === " " || event.key === "Enter") && isPressable(event.target)) return null;
  return event.key;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button"].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

// Space and Enter press what has the focus.
function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a[href], summary, input, [role=button]") !== null;
}

const SHOWN: Readonly<Record<string, string>> = {
  " ": "Space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Backspace: "⌫",
};

/** Returns a key as it is printed in the list. */
export function shownKey(key: string): string {
  return key
    .split(/\+(?=.)/)
    .map((part) => SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(" + ");
}
