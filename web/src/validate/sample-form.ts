// What to draw a sample of: names, how many events, and who answers.

import type { SurveyFacts } from "../server/api.ts";
import { namesToCheck } from "./names.ts";
import { h } from "../parts/dom.ts";
import { toast } from "../parts/notice.ts";
import { count, counted } from "../parts/wording.ts";

export interface SampleWish {
  readonly names: string[];
  readonly n: number;
  readonly timezone: string | null;
}

export function sampleForm(facts: SurveyFacts, draw: (wish: SampleWish) => void): HTMLElement {
  const { shown, n_more } = namesToCheck(facts);
  const size = h("input", { name: "n", type: "number", min: 1, max: 10000, value: 100, required: true });
  const zone = h("input", { name: "timezone", autocomplete: "off", maxlength: 100, placeholder: "as the sites say" });
  const submit = (event: Event): void => {
    event.preventDefault();
    const names = [...form.querySelectorAll<HTMLInputElement>("input[name=names]")].filter((box) => box.checked).map((box) => box.value);
    if (names.length === 0) return toast("Choose at least one name.");
    draw({ names, n: Number(size.value), timezone: zone.value.trim() === "" ? null : zone.value.trim() });
  };
  const form = h(
    "form",
    { class: "panel validate-form", "aria-label": "New sample", onsubmit: submit },
    h("h2", null, "Check a random sample"),
    h("p", { class: "soft" }, "Draws events at random, some of each chosen name and some of all others, spread over scores, sites and hours. You see and hear each event, and say what it is."),
    h(
      "fieldset",
      null,
      h("legend", null, "Names to check"),
      shown.map(({ name, n_events }) =>
        h("label", { class: "choice" }, h("input", { type: "checkbox", name: "names", value: name }), h("span", null, name), h("span", { class: "soft small tabular" }, count(n_events))),
      ),
      n_more > 0 && h("p", { class: "soft small" }, `and ${counted(n_more, "more name")}, which `, h("code", null, "coincide validate --names NAME"), " checks."),
    ),
    h("div", { class: "row" }, h("label", { class: "field" }, "Events to check", size), h("label", { class: "field" }, "Time zone", zone)),
    h("button", { type: "submit", class: "primary" }, "Draw the sample"),
  );
  return form;
}
