// Files that are left out or doubtful, and why.
import type { Problem } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { h } from "../parts/dom.ts";
import { counted } from "../parts/wording.ts";

const SHOWN = 20;

/** Returns the section of problems; a short all-clear where there are none. */
export function problemList(problems: readonly Problem[]): HTMLElement {
  const left_out = problems.filter((problem) => problem.is_left_out).length;
  return h(
    "section",
    { class: "panel overview-problems" },
    h("h2", null, "Problems"),
    problems.length === 0
      ? h("p", { class: "soft" }, "None. Every file could be used.")
      : h("p", null, `${counted(left_out, "file")} left out, ${counted(problems.length - left_out, "warning")} about others.`),
    problems.length > 0 && table(problems.slice(0, SHOWN)),
    problems.length > SHOWN && rest(problems.slice(SHOWN)),
  );
}

function rest(problems: readonly Problem[]): HTMLElement {
  const button = h(
    "button",
    { type: "button", onclick: () => button.replaceWith(table(problems)) },
    `Show ${counted(problems.length, "more", "more")}`,
  );
  return button;
}

function table(problems: readonly Problem[]): HTMLElement {
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Files with problems" },
    h(
      "table",
      { class: "problems" },
      h("thead", null, h("tr", null, ["file", "kind", "what is wrong"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, problems.map(row)),
    ),
  );
}

function row(problem: Problem): HTMLElement {
  const tag = problem.is_left_out ? h("span", { class: "tag bad" }, "left out") : h("span", { class: "tag warn" }, "kept");
  return h("tr", null, h("th", { scope: "row" }, problem.path), h("td", null, tag, " ", problem.kind), h("td", null, codeWords(problem.reason)));
}
