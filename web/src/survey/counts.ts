// The table of counts with effort: what to count by, its first rows, and its files.

import { get } from "../server/api.ts";
import type { SurveyFacts, SurveyTable } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { count, effort, rate } from "../parts/wording.ts";

const WORDS: Readonly<Record<string, string>> = {
  calls: "Calls",
  recordings_with_calls: "Recordings with calls",
  minutes_with_calls: "Minutes with calls",
  recorded_h: "Recorded hours",
  calls_per_recorded_h: "Calls per recorded hour",
};

export class CountsPanel {
  readonly element: HTMLElement;
  readonly #body = h("div");
  readonly #files = h("span", { class: "row" });
  readonly #first: HTMLSelectElement;
  readonly #second: HTMLSelectElement;
  readonly #signal: AbortSignal;
  #filters = new URLSearchParams();

  /** `changed` hears what is counted by. */
  constructor(facts: SurveyFacts, by: readonly string[], signal: AbortSignal, changed: (by: string[]) => void) {
    this.#signal = signal;
    const usual = facts.sites.length > 1 ? ["site", "name"] : ["name", ""];
    const [first = usual[0]!, second = by.length > 0 ? "" : usual[1]!] = by;
    const tell = (): void => {
      changed(this.by);
      void this.show(this.#filters);
    };
    this.#first = select("Count by", facts.groups, first, tell);
    this.#second = select("and by", ["", ...facts.groups], second, tell);
    this.element = h(
      "section",
      { class: "panel survey-counts", "aria-label": "Counts" },
      h(
        "header",
        { class: "row spread" },
        h("h2", null, "Counts with effort"),
        h("span", { class: "row" }, h("label", { class: "field" }, "Count by", this.#first), h("label", { class: "field" }, "and by", this.#second)),
      ),
      this.#body,
      h("p", { class: "row small" }, "The whole table: ", this.#files),
    );
  }

  get by(): string[] {
    const [first, second] = [this.#first.value, this.#second.value];
    return second === "" || second === first ? [first] : [first, second];
  }

  /** Returns when the counts, or why there are none, are shown. */
  show(filters: URLSearchParams): Promise<void> {
    this.#filters = filters;
    const query = new URLSearchParams(filters);
    for (const group of this.by) query.append("by", group);
    fill(
      this.#files,
      ["csv", "parquet"].map((ending) =>
        h("a", { href: `/api/survey/counts.${ending}?${query}`, download: `counts.${ending}` }, ending === "csv" ? "CSV" : "Parquet"),
      ),
    );
    return load(
      this.#body,
      () => get<SurveyTable>(`/api/survey/counts?${query}`, this.#signal),
      (table) => this.#place(table),
    );
  }

  #place({ columns, rows, total, notices }: SurveyTable): void {
    const n_groups = this.by.length;
    const cell = (value: string | number, column: number): HTMLElement =>
      column < n_groups ? h("th", { scope: "row" }, value) : h("td", { class: "number" }, number(value, columns[column]!));
    fill(
      this.#body,
      notices.map((notice) => h("p", { class: "soft small" }, codeWords(notice))),
      h(
        "div",
        { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of counts" },
        h(
          "table",
          null,
          h("thead", null, h("tr", null, columns.map((name, column) => h("th", { scope: "col", class: column < n_groups ? null : "number" }, WORDS[name] ?? name)))),
          h("tbody", null, rows.map((row) => h("tr", null, row.map(cell)))),
        ),
      ),
      rows.length < total && h("p", { class: "soft small" }, `The first ${count(rows.length)} of ${count(total)} rows; the files hold all.`),
    );
  }
}

function select(name: string, groups: readonly string[], chosen: string, changed: () => void): HTMLSelectElement {
  const options = groups.map((group) => h("option", { value: group, selected: group === chosen }, group === "" ? "nothing else" : group));
  return h("select", { "aria-label": name, onchange: changed }, options);
}

function number(value: string | number, column: string): string {
  if (typeof value !== "number") return value;
  if (column === "recorded_h") return effort(value);
  return column === "calls_per_recorded_h" ? rate(value) : count(value);
}
