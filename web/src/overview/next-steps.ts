// What to do next: here in the app where that is possible, else by a command.
import type { NextStep, Overview } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { command } from "../parts/command.ts";
import { h } from "../parts/dom.ts";
import type { Child } from "../parts/dom.ts";

const SHOWN = 3;
// Verbs that the app has a page for.
const PAGES: Readonly<Record<string, readonly [string, string]>> = {
  label: ["/label", "Answer questions here"],
  summary: ["/survey", "Count here"],
  search: ["/search", "Search here"],
  parse: ["/recordings", "Look at songs and motifs here, recording by recording"],
  recognize: ["/live", "Recognize live here, with the microphone"],
};

/** Returns the panel of next steps; the first is the one that helps most. */
export function nextSteps({ next_steps, is_learned }: Overview): HTMLElement {
  return h(
    "section",
    { class: is_learned ? "panel" : "panel is-first" },
    h("h2", null, is_learned ? "What to do next" : "What to run first"),
    next_steps.length === 0 && h("p", { class: "soft" }, "Nothing is waiting for you."),
    h("ol", { class: "steps" }, next_steps.slice(0, SHOWN).map(item)),
    next_steps.length > SHOWN && more(next_steps.slice(SHOWN)),
  );
}

function more(steps: readonly NextStep[]): HTMLElement {
  const list = h("ol", { class: "steps", start: SHOWN + 1 }, steps.map(item));
  return h("details", { class: "more-steps" }, h("summary", null, `${steps.length} more`), list);
}

function item(step: NextStep): HTMLElement {
  return h("li", null, h("p", null, codeWords(step.why)), way(step.command));
}

function way(text: string): Child {
  const verb = /^coincide (\w+)/.exec(text)?.[1] ?? "";
  const here = PAGES[verb];
  return [here !== undefined && h("p", null, h("a", { class: "way", href: here[0] }, here[1])), command(text)];
}
