// Sentences of the server put commands in backquotes, as all messages of coincide do.
import { h } from "./dom.ts";
import type { Child } from "./dom.ts";

/** "Run `coincide learn` first." → text with the command set as code. */
export function codeWords(sentence: string): Child[] {
  return sentence.split("`").map((part, place) => (place % 2 === 1 ? h("code", null, part) : part));
}
