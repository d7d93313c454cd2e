// Answers on their way to the server: sent one after the other, again and again until it has them, and kept over a reload.
//
// An answer is never dropped because the server cannot take it now. It leaves the outbox when the server has stored it, or
// when the server says that it can never be stored; then its question comes back, or a message says why.

import { mayPass, messageOf } from "../server/api.ts";
import type { ApiError, DeskQuestion } from "../server/api.ts";

export interface Answer {
  readonly answer: "name" | "noise" | "mixed" | "skip";
  readonly name: string;
}

/** What the server answers to everything here. */
export interface QueueState {
  readonly questions: readonly DeskQuestion[];
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

export type Job =
  | { readonly kind: "answer"; readonly question: DeskQuestion; readonly answer: Answer }
  /** Without a key it takes the last answer back; `n_answers` there were when it was wanted. */
  | { readonly kind: "undo"; readonly key: string | null; readonly n_answers: number };

/** Where jobs outlive the page. */
export interface Keep {
  load(): Job[];
  save(jobs: readonly Job[]): void;
}

/** Whoever shows questions while the outbox works. */
export interface Listener {
  changed(): void;
  stored(job: Job, state: QueueState): void;
  refused(job: Job, error: unknown): void;
}

export class Outbox {
  readonly transport: Transport;
  readonly #keep: Keep;
  readonly #unheard: (error: unknown) => void;
  #jobs: Job[];
  #nResent: number;
  #isSending = false;
  #listener: Listener | null = null;
  /** Why the jobs wait, while they do. */
  trouble: ApiError | null = null;
  /** Why the last job was refused, until another one is stored. */
  refusal: string | null = null;

  /** `unheard` is told what was refused while nobody listens. */
  constructor(transport: Transport, keep: Keep, unheard: (error: unknown) => void) {
    this.transport = transport;
    this.#keep = keep;
    this.#unheard = unheard;
    this.#jobs = keep.load();
    // The page before may have sent them already, and not have heard the answer.
    this.#nResent = this.#jobs.length;
    void this.#send();
  }

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /** Is told from now on what happens to the jobs, instead of those that listened before. */
  listen(listener: Listener): () => void {
    this.#listener = listener;
    return () => {
      if (this.#listener === listener) this.#listener = null;
    };
  }

  add(job: Job): void {
    this.#jobs.push(job);
    this.#keep.save(this.#jobs);
    this.#listener?.changed();
    void this.#send();
  }

  async #send(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    for (let job = this.#jobs[0]; job !== undefined; job = this.#jobs[0]) {
      const outcome = await this.#untilDone(job);
      this.#jobs.shift();
      this.#nResent = Math.max(0, this.#nResent - 1);
      this.#keep.save(this.#jobs);
      this.trouble = null;
      this.#tell(job, outcome);
    }
    this.#isSending = false;
  }

  #tell(job: Job, outcome: { state: QueueState } | { error: unknown }): void {
    if ("state" in outcome) {
      this.refusal = null;
      this.#listener?.stored(job, outcome.state);
      return;
    }
    this.refusal = messageOf(outcome.error);
    if (this.#listener === null) this.#unheard(outcome.error);
    else this.#listener.refused(job, outcome.error);
  }

  async #untilDone(job: Job): Promise<{ state: QueueState } | { error: unknown }> {
    for (let nth = 1; ; nth++) {
      try {
        return { state: await this.#run(job, nth > 1 || this.#nResent > 0) };
      } catch (error) {
        if (!mayPass(error)) return { error };
        this.trouble = error;
        this.#listener?.changed();
        await this.transport.pause(nth);
      }
    }
  }

  async #run(job: Job, isRepeated: boolean): Promise<QueueState> {
    if (job.kind === "answer") return this.transport.answer(job.question.key, job.answer);
    if (job.key === null && isRepeated) {
      // "The last answer" is another one by now if the first attempt arrived and only its response was lost.
      const now = await this.transport.queue();
      if (now.n_answers !== job.n_answers) return now;
    }
    return this.transport.undo(job.key);
  }
}
