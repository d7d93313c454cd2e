// Label: the few questions worth asking, one after the other, answered by keys.

import { get, send } from "../api.ts";
import type { CurvePoint } from "../api.ts";
import { fill, h } from "../dom.ts";
import { bindKeys } from "../keys.ts";
import { LabelAnswers } from "../label/answers.ts";
import { NameKeys, labelKeys } from "../label/keys.ts";
import { choosing, labelProgress, nothingLeft } from "../label/progress.ts";
import { LabelQuestion, prefetch } from "../label/question.ts";
import { LabelQueue } from "../label/queue.ts";
import type { Answer, QueueState, Transport } from "../label/queue.ts";
import { load } from "../load.ts";
import { fail, say } from "../notice.ts";
import type { Page } from "../page.ts";
import { kept } from "../preferences.ts";
import { codeWords } from "../code-words.ts";
import { counted } from "../wording.ts";

const N_AHEAD = 5;
const LONGEST_PAUSE_MS = 8000;
const playsByItself = kept("coincide.label-plays", true);

export const page: Page = (root, { signal }) => {
  const body = h("div", { class: "label-body" });
  const view = new LabelPage(body, signal);
  root.append(h("h1", { class: "unseen" }, "Label"), body);
  void load(
    body,
    () => view.start(),
    () => view.place(),
  );
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
  #curveAt = -1;
  #shownKey: string | null = null;

  constructor(root: HTMLElement, signal: AbortSignal) {
    [this.#root, this.#signal] = [root, signal];
    this.#queue = new LabelQueue(transport(), () => this.#show(), fail);
    this.#answers = new LabelAnswers(this.#keys, { give: (answer) => this.#give(answer), undo: () => this.#undo() });
  }

  async start(): Promise<void> {
    await this.#queue.start();
  }

  place(): void {
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
        h("label", { class: "choice small" }, plays, "Play each question by itself"),
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
    this.#queue.stop();
    this.#unbind();
  }

  #give(answer: Answer): void {
    if (this.#queue.current === null) return;
    if (answer.answer === "name") this.#keys.learn([answer.name]);
    this.#queue.answer(answer);
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body)
      document.activeElement.blur();
  }

  #giveLikely(): void {
    const name = this.#queue.current?.suggestions[0]?.name;
    if (name !== undefined) this.#give({ answer: "name", name });
  }

  #undo(): void {
    if (this.#queue.canUndo) this.#queue.undo();
    else say("There is nothing to take back.");
  }

  #show(): void {
    const { current, state, nWaiting, canUndo } = this.#queue;
    this.#keys.learn(state.names);
    if (current === null) this.#showEnd();
    else this.#showQuestion();
    this.#answers.show(current?.suggestions ?? [], current !== null, canUndo);
    const saved = nWaiting === 0 ? "All answers are stored." : `Storing ${counted(nWaiting, "answer")}…`;
    fill(
      this.#status,
      this.#queue.trouble === null ? saved : codeWords(`Not stored yet, trying again. ${this.#queue.trouble}`),
    );
    this.#status.classList.toggle("warn", this.#queue.trouble !== null);
    if (nWaiting === 0 && state.n_answers !== this.#curveAt) void this.#loadCurve(state);
  }

  #showQuestion(): void {
    const question = this.#queue.current!;
    if (question.key !== this.#shownKey) {
      this.#shownKey = question.key;
      this.#question.show(question);
      fill(this.#stage, this.#question.element);
      if (playsByItself.get() && navigator.userActivation?.hasBeenActive !== false) this.#question.play();
    }
    prefetch(this.#queue.next);
  }

  #showEnd(): void {
    this.#shownKey = null;
    fill(this.#stage, this.#queue.nWaiting > 0 ? choosing() : nothingLeft());
  }

  async #loadCurve(state: QueueState): Promise<void> {
    this.#curveAt = state.n_answers;
    try {
      const curve = await get<CurvePoint[]>("/api/label/curve", this.#signal);
      fill(this.#progress, labelProgress(state, curve));
    } catch (error) {
      fail(error);
    }
  }
}

function transport(): Transport {
  return {
    queue: () => get<QueueState>(`/api/label/queue?n=${N_AHEAD}`),
    answer: (key, answer) => send<QueueState>("PUT", `/api/label/answers/${encodeURIComponent(key)}`, answer),
    undo: (key) => send<QueueState>("POST", "/api/label/undo", { key }),
    pause: (n) => new Promise((done) => setTimeout(done, Math.min(250 * 2 ** n, LONGEST_PAUSE_MS))),
  };
}
