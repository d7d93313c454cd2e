// The questions in hand: shows the next one at once, while the outbox sends the answers.
//
// A few questions are fetched ahead, so that nobody waits between a key and the next question.

import { ApiError, mayPass } from "../server/api.ts";
import type { DeskQuestion } from "../server/api.ts";
import type { Answer, Job, Outbox, QueueState } from "./outbox.ts";

const NOTHING_YET: QueueState = {
  questions: [],
  names: [],
  undo_available: false,
  n_answers: 0,
  quality: null,
  can_stop: false,
};

export class LabelQueue {
  readonly #outbox: Outbox;
  readonly #changed: () => void;
  readonly #failed: (error: unknown, job?: Job) => void;
  #questions: DeskQuestion[] = [];
  #history: DeskQuestion[] = [];
  #isRenewing = false;
  #isOver = false;
  #unlisten = (): void => undefined;
  /** What the server said last. */
  state: QueueState = NOTHING_YET;

  /** `failed` hears what went wrong, and which job can never be stored because of that. */
  constructor(outbox: Outbox, changed: () => void, failed: (error: unknown, job?: Job) => void) {
    this.#outbox = outbox;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Fetch the first questions, without those whose answers of an earlier visit still wait. */
  async start(): Promise<void> {
    this.#unlisten();
    this.#unlisten = this.#outbox.listen({
      changed: () => this.#tell(),
      stored: (job, state) => this.#stored(job, state),
      refused: (job, error) => this.#refused(job, error),
    });
    const state = await this.#outbox.transport.queue();
    this.#history = [...this.#waiting().values()];
    this.#take(state);
  }

  /** Nothing is told from now on; answers on their way arrive all the same. */
  stop(): void {
    this.#isOver = true;
    this.#unlisten();
  }

  get current(): DeskQuestion | null {
    return this.#questions[0] ?? null;
  }

  /** What comes after, as far as it is known. */
  get next(): readonly DeskQuestion[] {
    return this.#questions.slice(1);
  }

  /** Answers that the server does not have yet. */
  get nWaiting(): number {
    return this.#outbox.jobs.length;
  }

  /** Why they wait, while they do. */
  get trouble(): ApiError | null {
    return this.#outbox.trouble;
  }

  /** Why the last answer was not taken, until another one is. */
  get refusal(): string | null {
    return this.#outbox.refusal;
  }

  /** Whether the server is choosing what comes next. */
  get isChoosing(): boolean {
    return this.nWaiting > 0 || this.#isRenewing;
  }

  get canUndo(): boolean {
    return this.#history.length > 0 || (this.state.undo_available && this.nWaiting === 0);
  }

  /** Answer the question in hand; the next one is there when this returns. */
  answer(answer: Answer): void {
    const question = this.#questions.shift();
    if (question === undefined) return;
    this.#history.push(question);
    this.#outbox.add({ kind: "answer", question, answer });
  }

  /** Take the last answer back and ask its question again. */
  undo(): void {
    if (!this.canUndo) return;
    const question = this.#history.at(-1) ?? null;
    if (question !== null) this.#putBack(question);
    this.#outbox.add({ kind: "undo", key: question?.key ?? null, n_answers: this.state.n_answers });
  }

  #putBack(question: DeskQuestion): void {
    this.#forget(question);
    this.#questions = [question, ...this.#questions.filter((one) => one.key !== question.key)];
  }

  #forget(question: DeskQuestion): void {
    this.#history = this.#history.filter((one) => one.key !== question.key);
  }

  #stored(job: Job, state: QueueState): void {
    // Nobody chose the question in hand over the one that comes back.
    if (job.kind === "undo" && job.key === null) this.#questions = [];
    // A response is older than what was answered meanwhile, except the last one.
    if (this.nWaiting === 0) this.#take(state);
    else this.#tell();
  }

  #refused(job: Job, error: unknown): void {
    this.#failed(error, job);
    if (job.kind === "answer" && !isGone(error)) this.#putBack(job.question);
    else if (job.kind === "answer") this.#forget(job.question);
    if (isGone(error)) void this.#renew();
    this.#tell();
  }

  /** What is in hand is asked no more, after `coincide learn` for instance: ask for everything again. */
  async #renew(): Promise<void> {
    if (this.#isRenewing) return;
    this.#isRenewing = true;
    this.#questions = [];
    for (let nth = 1; !this.#isOver; nth++) {
      try {
        const state = await this.#outbox.transport.queue();
        this.#isRenewing = false;
        return this.#take(state);
      } catch (error) {
        if (!mayPass(error)) this.#failed(error);
        this.#tell();
        await this.#outbox.transport.pause(nth);
      }
    }
  }

  /** Go on with what the server would ask, but leave the question that somebody is looking at. */
  #take(state: QueueState): void {
    this.state = state;
    const shown = this.#questions[0];
    const answered = this.#waiting();
    const fresh = state.questions.filter(({ key }) => key !== shown?.key && !answered.has(key));
    this.#questions = shown === undefined ? fresh : [shown, ...fresh];
    this.#tell();
  }

  /** Questions by key whose answers the server does not have yet, as far as they are not taken back. */
  #waiting(): Map<string, DeskQuestion> {
    const waiting = new Map<string, DeskQuestion>();
    for (const job of this.#outbox.jobs) {
      if (job.kind === "answer") waiting.set(job.question.key, job.question);
      else if (job.key !== null) waiting.delete(job.key);
    }
    return waiting;
  }

  #tell(): void {
    if (!this.#isOver) this.#changed();
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}
