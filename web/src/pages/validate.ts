// Proof: a random sample of events, checked one after the other, and what that says about all of them.

import { get, send } from "../server/api.ts";
import type { CheckState, SurveyFacts } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { fail } from "../parts/notice.ts";
import { count } from "../parts/wording.ts";
import { bindKeys } from "../shell/keys.ts";
import type { Page } from "../shell/page.ts";
import { kept } from "../shell/preferences.ts";
import { CheckAnswers } from "../validate/answers.ts";
import type { Answer } from "../validate/answers.ts";
import { ItemView, mediaUrl } from "../validate/item.ts";
import { ResultPanel } from "../validate/result.ts";
import { sampleForm } from "../validate/sample-form.ts";
import type { SampleWish } from "../validate/sample-form.ts";

/** Who answers in this browser; empty for whom the server names. */
const person = kept("coincide.validate-who", "");

export const page: Page = (root, { signal }) => {
  const body = h("div", { class: "validate" });
  root.append(h("header", null, h("h1", null, "Validate")), body);
  const view = new ValidatePage(body, signal);
  void view.begin();
  return () => view.stop();
};

class ValidatePage {
  readonly #root: HTMLElement;
  readonly #signal: AbortSignal;
  readonly #stage = h("div", { class: "panel validate-stage" });
  readonly #progress = h("div", { class: "row spread validate-progress" });
  readonly #answers = new CheckAnswers((answer) => void this.#give(answer), () => void this.#undo());
  readonly #result: ResultPanel;
  readonly #unbind: () => void;
  #state: CheckState | null = null;
  #view: ItemView | null = null;
  #isSending = false;

  constructor(root: HTMLElement, signal: AbortSignal) {
    [this.#root, this.#signal] = [root, signal];
    this.#result = new ResultPanel(signal);
    const press = (key: string): { readonly key: string; readonly run: () => void } => ({ key, run: () => this.#answers.press(key) });
    this.#unbind = bindKeys("Validate", [
      { ...press("y"), does: "yes, it is" },
      { ...press("n"), does: "no, none of the names" },
      { ...press("s"), does: "skip" },
      ...Array.from({ length: 9 }, (_, place) => ({ ...press(String(place + 1)), does: "it is another of the names" })),
      { key: "o", does: "type another name", run: () => this.#answers.focusField() },
      { key: " ", does: "play", run: () => this.#view?.toggle() },
      { key: "Backspace", does: "undo the last answer", run: () => void this.#undo() },
    ]);
  }

  stop(): void {
    this.#unbind();
  }

  async begin(): Promise<void> {
    const query = person.get() === "" ? "" : `?${new URLSearchParams({ who: person.get() })}`;
    await load(
      this.#root,
      () => get<CheckState>(`/api/validate${query}`, this.#signal),
      (state) => (state.sample === null ? void this.#choose() : this.#place(state)),
    );
  }

  async #choose(): Promise<void> {
    await load(
      this.#root,
      () => get<SurveyFacts>("/api/survey", this.#signal),
      (facts) => fill(this.#root, sampleForm(facts, (wish) => void this.#draw(wish))),
    );
  }

  async #draw(wish: SampleWish): Promise<void> {
    await this.#change(() => send<CheckState>("POST", "/api/validate/samples", { ...wish, who: this.#who() }));
  }

  async #give({ answer, name }: Answer): Promise<void> {
    const [sample, item] = [this.#state?.sample, this.#state?.next[0]?.item];
    if (sample === undefined || sample === null || item === undefined) return;
    await this.#change(() => send<CheckState>("PUT", `/api/validate/samples/${sample}/items/${item}`, { answer, name, who: this.#who() }));
  }

  async #undo(): Promise<void> {
    const sample = this.#state?.sample;
    if (sample === undefined || sample === null) return;
    await this.#change(() => send<CheckState>("POST", `/api/validate/samples/${sample}/undo`, { who: this.#who() }));
  }

  // One change at a time: a second press must not answer an item that nobody has seen yet.
  async #change(ask: () => Promise<CheckState>): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      const state = await ask();
      if (!this.#signal.aborted) this.#place(state);
    } catch (error) {
      fail(error);
    } finally {
      this.#isSending = false;
    }
  }

  #who(): string | null {
    return this.#state?.who ?? (person.get() === "" ? null : person.get());
  }

  #place(state: CheckState): void {
    this.#state = state;
    if (this.#stage.parentElement === null || !this.#root.contains(this.#stage)) this.#lay();
    const [item, after] = state.next;
    this.#answers.show(state, item ?? null);
    this.#showProgress(state);
    if (item === undefined) {
      this.#view = null;
      fill(this.#stage, h("p", { class: "empty" }, "All items are checked. Draw a new sample, or let a second person check this one."));
    } else {
      this.#view = new ItemView(state.sample!, item, this.#signal);
      fill(this.#stage, this.#view.element);
      if (state.n_answered > 0) this.#view.play(false);
    }
    if (after !== undefined) new Image().src = mediaUrl(state.sample!, after, "spectrogram.png");
    this.#result.show(state.sample!, state.who);
  }

  #lay(): void {
    fill(
      this.#root,
      this.#progress,
      h("div", { class: "validate-layout" }, this.#stage, this.#answers.element),
      this.#result.element,
    );
  }

  #showProgress({ n_answered, n_items, names, who }: CheckState): void {
    const field = h("input", { value: who, maxlength: 100, autocomplete: "name", placeholder: "your name", onchange: () => this.#become(field.value.trim()) });
    const done = n_items === 0 ? 0 : n_answered / n_items;
    fill(
      this.#progress,
      h(
        "p",
        null,
        h("span", { class: "meter", vars: { "--part": done, "--k": "var(--accent)" }, "aria-hidden": true }),
        ` ${count(n_answered)} of ${count(n_items)} items answered, of ${names.join(", ")}`,
      ),
      h(
        "span",
        { class: "row" },
        h("label", { class: "field" }, "Who answers", field),
        h("button", { type: "button", onclick: () => void this.#choose() }, "New sample"),
      ),
    );
  }

  #become(who: string): void {
    person.set(who);
    this.#state = null;
    void this.begin();
  }
}
