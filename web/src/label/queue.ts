// The questions in hand: shows the next one at once, and sends answers in the background until the server has them.
//
// A few questions are fetched ahead, so that nobody waits between a key and the next question. Answers go out one after
// the other. One that gets no response is sent again: answering a question twice in the same way changes nothing.

import { ApiError } from "../api.ts";
import type { Question } from "../api.ts";

export interface Answer {
  readonly answer: "name" | "noise" | "mixed" | "skip";
  readonly name: string;
}

/** What the server answers to everything here. */
export interface QueueState {
  readonly questions: readonly Question[];
  readonly names: readonly string[];
  readonly undo_available: boolean;
  readonly n_answers: number;
  readonly quality: number | null;
  readonly can_stop: boolean;
}

export interface Transport {
  queue(): Promise<QueueState>;
  answer(key: string, answer: Answer): Promise<QueueState>;
  undo(key: string | null): Promise<QueueState>;
  /** Waits before the n-th repetition. */
  pause(n: number): Promise<void>;
}

interface Job {
  readonly run: () => Promise<QueueState>;
  readonly takeBack: () => void;
  /** Whether its response says what to show, even if somebody is looking at a question. */
  readonly leads: boolean;
}

export class LabelQueue {
  readonly #transport: Transport;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  #questions: Question[] = [];
  #history: Question[] = [];
  #jobs: Job[] = [];
  #isSending = false;
  #isOver = false;
  /** What the server said last. */
  state: QueueState = { questions: [], names: [], undo_available: false, n_answers: 0, quality: null, can_stop: false };
  /** Why the answers wait, while they do. */
  trouble: string | null = null;

  constructor(transport: Transport, changed: () => void, failed: (error: unknown) => void) {
    this.#transport = transport;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Fetch the first questions. */
  async start(): Promise<void> {
    this.#take(await this.#transport.queue());
  }

  /** No more is sent or told; answers on their way arrive all the same. */
  stop(): void {
    this.#isOver = true;
  }

  get current(): Question | null {
    return this.#questions[0] ?? null;
  }

  /** What comes after, as far as it is known. */
  get next(): readonly Question[] {
    return this.#questions.slice(1);
  }

  /** Answers that the server does not have yet. */
  get nWaiting(): number {
    return this.#jobs.length;
  }

  get canUndo(): boolean {
    return this.#history.length > 0 || (this.state.undo_available && this.#jobs.length === 0);
  }

  /** Answer the question in hand; the next one is there when this returns. */
  answer(answer: Answer): void {
    const question = this.#questions.shift();
    if (question === undefined) return;
    this.#history.push(question);
    this.#enqueue({
      run: () => this.#transport.answer(question.key, answer),
      takeBack: () => this.#putBack(question),
      leads: false,
    });
  }

  /** Take the last answer back and ask its question again. */
  undo(): void {
    if (!this.canUndo) return;
    const question = this.#history.at(-1) ?? null;
    if (question !== null) this.#putBack(question);
    this.#enqueue({
      run: () => this.#transport.undo(question?.key ?? null),
      takeBack: () => undefined,
      leads: question === null,
    });
  }

  #putBack(question: Question): void {
    this.#history = this.#history.filter((one) => one.key !== question.key);
    this.#questions = [question, ...this.#questions.filter((one) => one.key !== question.key)];
  }

  #enqueue(job: Job): void {
    this.#jobs.push(job);
    this.#changed();
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      const state = await this.#untilDone(job);
      this.#jobs.shift();
      if (state !== null && job.leads) this.#questions = [];
      // A response is older than what was answered meanwhile, except the last one.
      if (state !== null && this.#jobs.length === 0) this.#take(state);
      else if (!this.#isOver) this.#changed();
    }
    this.#isSending = false;
  }

  async #untilDone(job: Job): Promise<QueueState | null> {
    for (let nth = 1; ; nth++) {
      try {
        const state = await job.run();
        this.trouble = null;
        return state;
      } catch (error) {
        if (!mayPass(error)) {
          this.trouble = null;
          job.takeBack();
          this.#failed(error);
          return null;
        }
        this.trouble = error instanceof Error ? error.message : String(error);
        if (!this.#isOver) this.#changed();
        await this.#transport.pause(nth);
      }
    }
  }

  /** Go on with what the server would ask, but leave the question that somebody is looking at. */
  #take(state: QueueState): void {
    this.state = state;
    const shown = this.#questions[0];
    const fresh = state.questions.filter((question) => question.key !== shown?.key);
    this.#questions = shown === undefined ? fresh : [shown, ...fresh];
    if (!this.#isOver) this.#changed();
  }
}

/** No answer, a fault of the server, or another command that is writing: worth another try. */
function mayPass(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 409 || error.status >= 500);
}
