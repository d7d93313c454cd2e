// Label: the few questions worth asking, one after the other, answered by keys.

import { get, send } from "../api.ts";
import type { CurvePoint } from "../api.ts";
import { curve } from "../curve.ts";
import { fill, h } from "../dom.ts";
import { bindKeys } from "../keys.ts";
import type { KeyBinding } from "../keys.ts";
import { LabelAnswers } from "../label-answers.ts";
import { NAME_KEYS, NameKeys } from "../label-keys.ts";
import { LabelQuestion, prefetch } from "../label-question.ts";
import { LabelQueue } from "../label-queue.ts";
import type { Answer, QueueState, Transport } from "../label-queue.ts";
import { load } from "../load.ts";
import { fail, say } from "../notice.ts";
import type { Page } from "../page.ts";
import { kept } from "../preferences.ts";
import { codeWords } from "../code-words.ts";
import { counted, percent } from "../wording.ts";

const N_AHEAD = 5;
const LONGEST_PAUSE_MS = 8000;
const playsByItself = kept("coincide.label-plays", true);

export const page: Page = (root, { signal }) => {
  const body = h("div", { class: "label-body" });
  const view = new LabelPage(body, signal);
  root.append(h("h1", { class: "unseen" }, "Label"), body);
  void load(body, () => view.start(), () => view.place());
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
  #curve: CurvePoint[] = [];
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
    const plays = h("input", { type: "checkbox", checked: playsByItself.get(), onchange: () => playsByItself.set(plays.checked) });
    this.#root.append(
      h("div", { class: "label-layout" }, this.#stage, h("div", { class: "label-side" }, this.#answers.element, this.#progress)),
      h("div", { class: "row spread" }, this.#status, h("label", { class: "choice small" }, plays, "Play each question by itself")),
    );
    this.#unbind = bindKeys("Label", this.#bindings());
    this.#show();
  }

  stop(): void {
    this.#queue.stop();
    this.#unbind();
  }

  #bindings(): KeyBinding[] {
    const named = (key: string): KeyBinding => ({
      key,
      ...(key === "1" ? { does: "give the name with this key (1–9, then letters)" } : {}),
      run: () => {
        const name = this.#keys.nameOf(key);
        if (name !== null) this.#give({ answer: "name", name });
      },
    });
    return [
      ...NAME_KEYS.map(named),
      { key: "Enter", does: "give the likely name", run: () => this.#giveLikely() },
      { key: "n", does: "give a new name", run: () => this.#answers.focusField() },
      { key: "x", does: "noise: these are no calls", run: () => this.#give({ answer: "noise", name: "" }) },
      { key: "m", does: "mixed: of several kinds", run: () => this.#give({ answer: "mixed", name: "" }) },
      { key: "s", does: "skip: you cannot tell", run: () => this.#give({ answer: "skip", name: "" }) },
      { key: " ", does: "play the typical call", run: () => this.#question.play() },
      { key: "ArrowRight", does: "play the next of the others", run: () => this.#question.playBeside(1) },
      { key: "ArrowLeft", does: "play the one before", run: () => this.#question.playBeside(-1) },
      { key: "Backspace", does: "take the last answer back", run: () => this.#undo() },
      { key: "Ctrl+z", run: () => this.#undo() },
    ];
  }

  #give(answer: Answer): void {
    if (this.#queue.current === null) return;
    if (answer.answer === "name") this.#keys.learn([answer.name]);
    this.#queue.answer(answer);
    if (document.activeElement instanceof HTMLElement && document.activeElement !== document.body) document.activeElement.blur();
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
    fill(this.#status, this.#queue.trouble === null ? saved : codeWords(`Not stored yet, trying again. ${this.#queue.trouble}`));
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
    const isWaiting = this.#queue.nWaiting > 0;
    fill(this.#stage, h("div", { class: "empty" },
      h("h2", null, isWaiting ? "Choosing the next question…" : "Nothing is left to ask"),
      !isWaiting && h("p", null, "Every group has its answer. ", h("a", { href: "/categories" }, "See the categories"), ", or run ", h("code", null, "coincide learn"), " to learn from your labels.")));
  }

  async #loadCurve(state: QueueState): Promise<void> {
    this.#curveAt = state.n_answers;
    try {
      this.#curve = await get<CurvePoint[]>("/api/label/curve", this.#signal);
      this.#showProgress(state);
    } catch (error) {
      fail(error);
    }
  }

  #showProgress(state: QueueState): void {
    const guess = state.n_answers < 15 ? ", a rough guess with so few" : "";
    fill(
      this.#progress,
      h("h2", null, "How sure it is"),
      h("p", null, state.quality === null
        ? `After ${counted(state.n_answers, "answer")} there is no estimate yet.`
        : [h("strong", null, `About ${percent(state.quality)}`), ` of all events are named right, after ${counted(state.n_answers, "answer")}${guess}.`]),
      curve(this.#curve),
      state.can_stop && h("p", { class: "label-stop" }, h("strong", null, "You can stop here. "), "The last answers hardly changed anything; more will hardly help."),
    );
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
