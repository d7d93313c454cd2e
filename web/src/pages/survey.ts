// How many, when and where: figures and counts with effort, filtered by name, site and time.

import { get } from "../server/api.ts";
import type { SurveyFacts } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { counted, duration } from "../parts/wording.ts";
import type { Page } from "../shell/page.ts";
import { rewrite } from "../shell/router.ts";
import { CountsPanel } from "../survey/counts.ts";
import { showFigures } from "../survey/figures.ts";
import { filterForm, filtersOf } from "../survey/filters.ts";
import { savePanel } from "../survey/save.ts";

export const page: Page = (root, { query, signal }) => {
  const body = h("div", { class: "survey" });
  root.append(h("header", null, h("h1", null, "Survey")), body);
  void load(
    body,
    () => get<SurveyFacts>("/api/survey", signal),
    (facts) => show(body, facts, query, signal),
  );
  return () => undefined;
};

function show(root: HTMLElement, facts: SurveyFacts, query: URLSearchParams, signal: AbortSignal): void {
  let filters = filtersOf(query);
  const figures = h("div", { class: "survey-figures" });
  const counts = new CountsPanel(facts, query.getAll("by"), signal, () => keep());
  const keep = (): void => {
    const address = new URLSearchParams(filters);
    for (const group of counts.by) address.append("by", group);
    rewrite(`/survey?${address}`);
  };
  const renew = (): void => {
    // Counts first: drawing takes the server seconds for each figure.
    void counts.show(filters).then(showFigures(figures, facts.figures, filters, signal));
  };
  const form = filterForm(facts, filters, (chosen) => {
    filters = chosen;
    keep();
    renew();
  });
  fill(
    root,
    h("p", { class: "lead" }, lead(facts)),
    facts.notices.map((notice) => h("p", { class: "panel notice" }, codeWords(notice))),
    form,
    counts.element,
    figures,
    savePanel(() => filters, signal),
  );
  renew();
}

function lead({ n_events, n_recordings, recorded_s, sites, first_day, last_day }: SurveyFacts): string {
  const where = sites.length === 0 ? "" : ` at ${counted(sites.length, "site")}`;
  const when = first_day === null ? "" : first_day === last_day ? `, on ${first_day}` : `, from ${first_day} to ${last_day}`;
  return `${counted(n_events, "event")} in ${duration(recorded_s)} of ${counted(n_recordings, "recording")}${where}${when}.`;
}
