// What the answers say: precision, recall, corrected counts, a threshold, agreement, and a sentence for a paper.

import { get } from "../server/api.ts";
import type { Agreement, Interval, NameEstimate, ValidationResult } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { toast } from "../parts/notice.ts";
import { count, counted, percent, scoreOrMore } from "../parts/wording.ts";

const MOST_APART = 10;

export class ResultPanel {
  readonly element: HTMLElement;
  readonly #body = h("div", { class: "validate-result" });
  readonly #precision = h("input", { type: "number", min: 0.05, max: 0.99, step: 0.01, value: 0.9, onchange: () => this.#renew() });
  readonly #signal: AbortSignal;
  #shown: { readonly sample: number; readonly who: string } | null = null;
  #asked = 0;
  #hasResult = false;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    this.element = h(
      "section",
      { class: "panel", "aria-label": "Result" },
      h("header", { class: "row spread" }, h("h2", null, "Result"), h("label", { class: "field" }, "Wanted precision", this.#precision)),
      this.#body,
    );
  }

  show(sample: number, who: string): void {
    this.#shown = { sample, who };
    this.#renew();
  }

  #renew(): void {
    if (this.#shown === null || !this.#precision.checkValidity()) return;
    const { sample, who } = this.#shown;
    const mine = ++this.#asked;
    const query = new URLSearchParams({ who, precision: this.#precision.value });
    const wait = (): Promise<ValidationResult> => get<ValidationResult>(`/api/validate/samples/${sample}/result?${query}`, this.#signal);
    if (!this.#hasResult) void load(this.#body, wait, (result) => this.#place(result));
    // A result stays until the next one; the page says already what keeps the server from answering.
    else void wait().then((result) => mine === this.#asked && this.#place(result), () => undefined);
  }

  #place(result: ValidationResult): void {
    this.#hasResult = true;
    const { n_checked, names } = result.estimates;
    fill(
      this.#body,
      h("p", { class: "soft small" }, `${counted(n_checked, "item")} checked, ${count(result.n_skipped)} skipped.`),
      n_checked > 0 && table(names),
      n_checked > 0 && h("p", { class: "soft small" }, "In brackets: 95% intervals. Recall is among detected events."),
      n_checked > 0 && names.map((name) => h("p", { class: "small" }, threshold(name, this.#precision.value))),
      result.agreements.map(pair),
      n_checked > 0 && sentence(result.sentence),
    );
  }
}

function table(names: readonly NameEstimate[]): HTMLElement {
  const head = ["Name", "Events", "Right", "Precision", "Recall", "Corrected count"];
  return h(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": "Estimates" },
    h(
      "table",
      null,
      h("thead", null, h("tr", null, head.map((name, place) => h("th", { scope: "col", class: place === 0 ? null : "number" }, name)))),
      h("tbody", null, names.map(row)),
    ),
  );
}

function row({ name, n_named, n_right, n_checked, precision, recall, corrected }: NameEstimate): HTMLElement {
  const cells = [count(n_named), `${n_right} of ${n_checked}`, share(precision), share(recall), total(corrected)];
  return h("tr", null, h("th", { scope: "row" }, name), cells.map((cell) => h("td", { class: "number" }, cell)));
}

function share({ value, low, high }: Interval): string {
  return value === null ? "unknown" : `${value.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
}

function total({ value, low, high }: Interval): string {
  return value === null ? "unknown" : `${count(value)} (${count(low)}–${count(high)})`;
}

function threshold({ name, threshold }: NameEstimate, wanted: string): string {
  if (threshold === null) return `${name}: the sample shows no score at or above which ${percent(Number(wanted))} are right.`;
  return `${name}: of the events with a score of ${scoreOrMore(threshold.score)} or more, ${share(threshold.precision)} are right; they include ${percent(threshold.kept)} of all right ones.`;
}

function pair({ first, second, n_items, share, kappa, disagreements }: Agreement): HTMLElement {
  const known = kappa === null ? "Cohen's κ is not defined, since each gave the same answer throughout" : `Cohen's κ is ${kappa.toFixed(2)}`;
  const apart = disagreements.slice(0, MOST_APART);
  return h(
    "div",
    { class: "validate-pair" },
    h("p", null, `${first === "" ? "No name" : first} and ${second === "" ? "no name" : second} agree on ${percent(share)} of ${counted(n_items, "item")}; ${known}.`),
    apart.length > 0 &&
      h(
        "details",
        null,
        h("summary", null, `Where they disagree (${count(disagreements.length)})`),
        h("ul", { class: "small" }, apart.map(([item, one, other]) => h("li", null, `item ${item + 1}: ${one}, ${other}`))),
      ),
  );
}

function sentence(text: string): HTMLElement {
  const copy = (): void => void navigator.clipboard.writeText(text).then(
    () => toast("Copied."),
    () => toast("This browser does not let pages copy; select the text instead."),
  );
  return h(
    "div",
    { class: "validate-sentence" },
    h("h3", null, "For the methods section"),
    h("p", null, text),
    h("button", { type: "button", onclick: copy }, "Copy"),
  );
}
