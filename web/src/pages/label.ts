// Label: the few questions worth asking, one after the other, answered by keys.

import { ApiError, get } from "../server/api.ts";
import type { CurvePoint } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { bindKeys } from "../shell/keys.ts";
import { LabelAnswers } from "../label/answers.ts";
import { NameKeys, labelKeys } from "../label/keys.ts";
import { likelyName } from "../label/likely.ts";
import { choosing, labelProgress, nothingLeft } from "../label/progress.ts";
import { LabelQuestion, prefetch, spoken } from "../label/question.ts";
import type { Answer, Job, QueueState } from "../label/outbox.ts";
import { LabelQueue } from "../label/queue.ts";
import { outbox } from "../label/sending.ts";
import { storingSentence, waitingSentence } from "../label/status.ts";
import { load } from "../server/load.ts";
import { fail, say, toast } from "../parts/notice.ts";
import type { Page } from "../shell/page.ts";
import { kept } from "../shell/preferences.ts";
import { codeWords } from "../parts/code-words.ts";

const playsByItself = kept("coincide.label-plays", true);

export const page: Page = (root, { signal }) => {
  const body = h("div", { class: "label-body" });
  const begin = (): void =>
    void load(
      body,
      () => view.start(),
      () => view.place(),
    );
  const view = new LabelPage(body, signal, begin);
  root.append(h("h1", { class: "unseen" }, "Label"), body);
  begin();
  return () => view.stop();
};

class LabelPage {
  readonly #root: HTMLElement;
  readonly #signal: AbortSignal;
  readonly #keys = new NameKeys();
  readonly #queue: LabelQueue;
  readonly #question = new LabelQuestion();
  readonly #answers: LabelAnswers;
  readonly #status = h("p", { class: "label-status soft small", role: "status" });
  readonly #progress = h("section", { class: "panel label-progress", "aria-label": "Progress" });
  readonly #stage = h("div", { class: "panel label-stage" });
  #unbind = (): void => undefined;
  readonly #begin: () => void;
  #isPlaced = false;
  #hasFailed = false;
  #curveOf: QueueState | null = null;
  #shownKey: string | null = null;
  #hasEnded = false;
  #hasSaidStop = false;

  /** `begin` starts the page again, when answers that waited were stored after all. */
  constructor(root: HTMLElement, signal: AbortSignal, begin: () => void) {
    [this.#root, this.#signal, this.#begin] = [root, signal, begin];
    this.#queue = new LabelQueue(outbox(), () => this.#show(), (error, job) => this.#fail(error, job));
    this.#answers = new LabelAnswers(this.#keys, { give: (answer) => this.#give(answer), undo: () => this.#undo() });
  }

  async start(): Promise<void> {
    try {
      await this.#queue.start();
    } catch (error) {
      const { nWaiting } = this.#queue;
      this.#hasFailed = nWaiting > 0;
      if (nWaiting === 0 || !(error instanceof ApiError)) throw error;
      throw new ApiError(error.status, waitingSentence(nWaiting, error));
    }
  }

  place(): void {
    if (this.#isPlaced) return;
    this.#isPlaced = true;
    const plays = h("input", {
      type: "checkbox",
      checked: playsByItself.get(),
      onchange: () => playsByItself.set(plays.checked),
    });
    this.#root.append(
      h(
        "div",
        { class: "label-layout" },
        this.#stage,
        h("div", { class: "label-side" }, this.#answers.element, this.#progress),
      ),
      h(
        "div",
        { class: "row spread" },
        this.#status,
        h("label", { class: "choice small" }, plays, "Play each question automatically"),
      ),
    );
    this.#unbind = bindKeys(
      "Label",
      labelKeys({
        keys: this.#keys,
        question: this.#question,
        give: (answer) => this.#give(answer),
        giveLikely: () => this.#giveLikely(),
        newName: () => this.#answers.focusField(),
        undo: () => this.#undo(),
      }),
    );
    this.#show();
  }

  stop(): void {
    const { nWaiting, trouble } = this.#queue;
    if (trouble !== null) toast(waitingSentence(nWaiting, trouble));
    this.#queue.stop();
    this.#unbind();
  }

  #give(given: Answer): void {
    if (this.#queue.current === null) return;
    const answer: Answer = isNoise(given) ? { answer: "noise", name: "" } : given;
    if (answer.answer === "name") this.#keys.learn([answer.name]);
    this.#queue.answer(answer);
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body)
      document.activeElement.blur();
  }

  #fail(error: unknown, job?: Job): void {
    const isNoName = error instanceof ApiError && error.status === 422;
    if (isNoName && job?.kind === "answer") this.#keys.forget(job.answer.name);
    fail(error);
  }

  #giveLikely(): void {
    const name = likelyName(this.#queue.current?.suggestions ?? []);
    if (name !== null) this.#give({ answer: "name", name });
  }

  #undo(): void {
    if (this.#queue.canUndo) this.#queue.undo();
    else say("There is nothing to undo.");
  }

  #show(): void {
    const { current, state, nWaiting, canUndo, trouble, refusal } = this.#queue;
    if (!this.#isPlaced) return this.#beginAgain();
    this.#keys.learn(state.names);
    if (current === null) this.#showEnd();
    else this.#showQuestion();
    this.#answers.show(current?.suggestions ?? [], current !== null, canUndo);
    fill(this.#status, codeWords(storingSentence(this.#queue)));
    this.#status.classList.toggle("warn", trouble !== null || (nWaiting === 0 && refusal !== null));
    if (nWaiting === 0 && state !== this.#curveOf) void this.#loadCurve(state);
  }

  #beginAgain(): void {
    if (!this.#hasFailed || this.#queue.nWaiting > 0) return;
    this.#hasFailed = false;
    this.#begin();
  }

  #showQuestion(): void {
    const question = this.#queue.current!;
    if (question.key !== this.#shownKey) {
      // The first one is read with the page, and nothing else tells that another took its place.
      if (this.#shownKey !== null || this.#hasEnded) say(spoken(question));
      [this.#shownKey, this.#hasEnded] = [question.key, false];
      this.#question.show(question);
      fill(this.#stage, this.#question.element);
      if (playsByItself.get() && navigator.userActivation?.hasBeenActive !== false) this.#question.play(false);
    }
    prefetch(this.#queue.next);
  }

  #showEnd(): void {
    [this.#shownKey, this.#hasEnded] = [null, true];
    const instead = this.#queue.isChoosing ? choosing(this.#queue.trouble !== null) : nothingLeft();
    fill(this.#stage, instead);
    say([...instead.children].map((part) => part.textContent).join(". "));
  }

  async #loadCurve(state: QueueState): Promise<void> {
    this.#curveOf = state;
    try {
      const curve = await get<CurvePoint[]>("/api/label/curve", this.#signal);
      if (state !== this.#curveOf) return;
      fill(this.#progress, labelProgress(state, curve));
      if (state.can_stop && !this.#hasSaidStop) say("You can stop here.");
      this.#hasSaidStop = state.can_stop;
    } catch (error) {
      fail(error);
    }
  }
}

/** Typed as a name, it means the same as its button. */
function isNoise({ answer, name }: Answer): boolean {
  return answer === "name" && name.trim().toLowerCase() === "noise";
}
