// Which key stands for which name: it stays the same while the page is open, since fingers remember it.

import type { KeyBinding } from "../shell/keys.ts";
import type { LabelQuestion } from "./question.ts";
import type { Answer } from "./outbox.ts";

/** Keys for names, in the order they are given out; letters that mean something else here are left out. */
export const NAME_KEYS: readonly string[] = [..."123456789", ..."abcdefghijkloqrtuvwyz"];

export class NameKeys {
  #names: (string | null)[] = [];

  /** Names in the order of their keys; those beyond the keys have none. */
  get names(): readonly string[] {
    return this.#names.filter((name) => name !== null);
  }

  /** Names in the order in which they are shown: where some have no key, those that are suggested come first. */
  ordered(suggested: readonly string[]): readonly string[] {
    const names = this.names;
    if (this.#names.length <= NAME_KEYS.length) return names;
    return [...new Set([...suggested.filter((name) => names.includes(name)), ...names])];
  }

  /** Give keys to names that have none yet. Names that are gone keep theirs: they may come back by undo. */
  learn(names: readonly string[]): void {
    for (const name of names) {
      if (this.#names.includes(name)) continue;
      const free = this.#names.indexOf(null);
      if (free < 0) this.#names.push(name);
      else this.#names[free] = name;
    }
  }

  /** Take the key from a name that cannot be given after all; the other names keep theirs. */
  forget(name: string): void {
    const place = this.#names.indexOf(name);
    if (place >= 0) this.#names[place] = null;
  }

  keyOf(name: string): string | null {
    return NAME_KEYS[this.#names.indexOf(name)] ?? null;
  }

  nameOf(key: string): string | null {
    const place = NAME_KEYS.indexOf(key);
    return place < 0 ? null : (this.#names[place] ?? null);
  }
}

export interface LabelActions {
  readonly keys: NameKeys;
  readonly question: LabelQuestion;
  give(answer: Answer): void;
  giveLikely(): void;
  newName(): void;
  undo(): void;
}

/** All keys of the page. */
export function labelKeys(actions: LabelActions): KeyBinding[] {
  const { keys, question } = actions;
  const other = (answer: "noise" | "mixed" | "skip") => () => actions.give({ answer, name: "" });
  const named = (key: string): KeyBinding => ({
    key,
    ...(key === "1" ? { does: "give the name with this key: 1 to 9, then letters" } : {}),
    run: () => {
      const name = keys.nameOf(key);
      if (name !== null) actions.give({ answer: "name", name });
    },
  });
  return [
    ...NAME_KEYS.map(named),
    { key: "Enter", does: "give the likely name", run: () => actions.giveLikely() },
    { key: "n", does: "give a new name", run: () => actions.newName() },
    { key: "x", does: "noise: these are not calls", run: other("noise") },
    { key: "m", does: "mixed: of several kinds", run: other("mixed") },
    { key: "s", does: "skip: you cannot tell", run: other("skip") },
    { key: " ", does: "play the typical call", run: () => question.play() },
    { key: "ArrowRight", does: "play the next of the others", repeats: true, run: () => question.playBeside(1) },
    { key: "ArrowLeft", does: "play the one before", repeats: true, run: () => question.playBeside(-1) },
    { key: "Backspace", does: "undo the last answer", run: () => actions.undo() },
    { key: "Ctrl+z", run: () => actions.undo() },
  ];
}
