// What of a survey counts: names, sites, days, confidence. The address of the page holds it, so that a link shows the same.

import type { SurveyFacts } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { count } from "../parts/wording.ts";

/** What the address of the page and those of its tables and figures share. */
const SHARED = ["names", "sites", "first_day", "last_day", "min_confidence", "timezone"] as const;

/** Returns the filters of an address, without what is empty. */
export function filtersOf(query: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const name of SHARED) for (const value of query.getAll(name)) if (value !== "") kept.append(name, value);
  return kept;
}

/** Returns a form with the filters of an address; `changed` hears of each change. */
export function filterForm(
  facts: SurveyFacts,
  query: URLSearchParams,
  changed: (filters: URLSearchParams) => void,
): HTMLFormElement {
  const names = facts.names.map(({ name, n_events }) => ({ value: name, note: count(n_events) }));
  const sites = facts.sites.map((site) => ({ value: site, note: "" }));
  const tell = (): void => changed(filtersOf(entries(form)));
  const form = h(
    "form",
    { class: "panel survey-filters", "aria-label": "What counts", onchange: tell, onsubmit: (event) => event.preventDefault() },
    choices("names", "Names", "all but noise and speech", names, query),
    sites.length > 1 && choices("sites", "Sites", "all", sites, query),
    day("first_day", "From", facts.first_day, facts, query),
    day("last_day", "To", facts.last_day, facts, query),
    field("Minimum confidence", {
      name: "min_confidence", type: "number", min: 0, max: 1, step: 0.05, placeholder: "0", value: query.get("min_confidence"),
    }),
    field("Time zone", {
      name: "timezone", placeholder: "as the sites say", autocomplete: "off", maxlength: 100, value: query.get("timezone"),
      title: "Time zone of recorders that stored none, such as Europe/Berlin, +10:00 or UTC",
    }),
    h("button", { type: "reset", class: "quiet", onclick: () => setTimeout(() => changed(new URLSearchParams())) }, "Show all"),
  );
  form.addEventListener("reset", () => clear(form));
  return form;
}

function entries(form: HTMLFormElement): URLSearchParams {
  const found = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") found.append(name, value.trim());
  return found;
}

// A reset goes back to what the address said when the page was opened; this empties the form.
function clear(form: HTMLFormElement): void {
  setTimeout(() => {
    for (const input of form.querySelectorAll("input")) {
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
  });
}

function choices(
  name: string,
  title: string,
  none: string,
  options: readonly { readonly value: string; readonly note: string }[],
  query: URLSearchParams,
): HTMLElement {
  const wanted = new Set(query.getAll(name));
  const chosen = h("span", { class: "soft" });
  const show = (): void => {
    const values = [...boxes.querySelectorAll("input")].filter((box) => box.checked).map((box) => box.value);
    chosen.textContent = values.length === 0 ? none : values.length <= 2 ? values.join(", ") : `${values.length} of ${options.length}`;
  };
  const boxes = h(
    "div",
    { class: "survey-choices", onchange: show },
    options.map(({ value, note }) =>
      h(
        "label",
        { class: "choice" },
        h("input", { type: "checkbox", name, value, checked: wanted.has(value) }),
        h("span", null, value),
        note !== "" && h("span", { class: "soft small tabular" }, note),
      ),
    ),
  );
  show();
  const element = h("details", { class: "survey-menu" }, h("summary", null, title, ": ", chosen), boxes);
  // After "Show all" the boxes are empty, and nothing changed by a press on them.
  setTimeout(() => element.closest("form")?.addEventListener("reset", () => setTimeout(show, 1)));
  return element;
}

function day(name: string, title: string, usual: string | null, facts: SurveyFacts, query: URLSearchParams): HTMLElement | null {
  if (usual === null) return null;
  return field(title, { name, type: "date", min: facts.first_day, max: facts.last_day, value: query.get(name) });
}

function field(title: string, props: Readonly<Record<string, unknown>>): HTMLElement {
  return h("label", { class: "field" }, title, h("input", { ...props }));
}
