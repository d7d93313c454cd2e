import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../api.ts";
import type { Question } from "../api.ts";
import { LabelQueue } from "./queue.ts";
import type { Answer, QueueState, Transport } from "./queue.ts";

const TRILL: Answer = { answer: "name", name: "trill" };

/** A server with ten questions, in their order, that loses as many responses as it is told to. */
class Server implements Transport {
  readonly answered = new Map<string, Answer>();
  readonly received: string[] = [];
  nLost = 0;
  refusal: ApiError | null = null;

  async queue(): Promise<QueueState> {
    const keys = Array.from({ length: 10 }, (_, place) => `q${place}`).filter((key) => !this.answered.has(key));
    const questions = keys.slice(0, 5).map((key) => ({ key }) as Question);
    return {
      questions,
      names: [],
      undo_available: this.answered.size > 0,
      n_answers: this.answered.size,
      quality: null,
      can_stop: false,
    };
  }

  async answer(key: string, answer: Answer): Promise<QueueState> {
    this.received.push(key);
    if (this.refusal !== null) throw this.refusal;
    this.answered.set(key, answer);
    if (this.nLost-- > 0) throw new ApiError(0, "no answer");
    return this.queue();
  }

  async undo(key: string | null): Promise<QueueState> {
    const last = key ?? [...this.answered.keys()].at(-1);
    if (last !== undefined) this.answered.delete(last);
    return this.queue();
  }

  pause(): Promise<void> {
    return Promise.resolve();
  }
}

async function started(server = new Server()): Promise<{ server: Server; queue: LabelQueue; errors: unknown[] }> {
  const errors: unknown[] = [];
  const queue = new LabelQueue(
    server,
    () => undefined,
    (error) => errors.push(error),
  );
  await queue.start();
  return { server, queue, errors };
}

const settled = async (): Promise<void> => new Promise((done) => setImmediate(done));

test("the next question is there before the server knows the answer", async () => {
  const { queue } = await started();
  queue.answer(TRILL);
  assert.deepEqual([queue.current?.key, queue.nWaiting], ["q1", 1]);
});

test("an answer whose response was lost is sent again", async () => {
  const { server, queue } = await started();
  server.nLost = 2;
  queue.answer(TRILL);
  await settled();
  assert.deepEqual([server.received, queue.nWaiting], [["q0", "q0", "q0"], 0]);
});

test("ten fast answers reach the server once each and in order", async () => {
  const { server, queue } = await started();
  for (let nth = 0; nth < 10; nth++) {
    queue.answer(TRILL);
    await settled();
  }
  assert.deepEqual(
    server.received,
    Array.from({ length: 10 }, (_, place) => `q${place}`),
  );
});

test("a question that was answered does not come again with an older response", async () => {
  const { queue } = await started();
  queue.answer(TRILL);
  queue.answer(TRILL);
  await settled();
  assert.deepEqual([queue.current?.key, queue.next.map((question) => question.key)], ["q2", ["q3", "q4", "q5", "q6"]]);
});

test("undo asks the last question again and forgets its answer", async () => {
  const { server, queue } = await started();
  queue.answer(TRILL);
  await settled();
  queue.undo();
  await settled();
  assert.deepEqual([queue.current?.key, server.answered.size], ["q0", 0]);
});

test("undo before the answer arrived takes it back all the same", async () => {
  const { server, queue } = await started();
  queue.answer(TRILL);
  queue.undo();
  await settled();
  assert.deepEqual([queue.current?.key, server.answered.size], ["q0", 0]);
});

test("answers of an earlier visit can be taken back", async () => {
  const server = new Server();
  server.answered.set("q0", TRILL);
  const { queue } = await started(server);
  queue.undo();
  await settled();
  assert.deepEqual([queue.current?.key, server.answered.size], ["q0", 0]);
});

test("an answer that the server refuses brings its question back", async () => {
  const { server, queue, errors } = await started();
  server.refusal = new ApiError(422, "`name` must not be empty.");
  queue.answer(TRILL);
  await settled();
  assert.deepEqual([queue.current?.key, errors.length], ["q0", 1]);
});

test("while another command is writing answers wait", async () => {
  const { server, queue } = await started();
  server.refusal = new ApiError(409, "`coincide learn` is writing.");
  queue.answer(TRILL);
  server.refusal = null;
  await settled();
  assert.deepEqual([server.received, server.answered.size], [["q0", "q0"], 1]);
});
