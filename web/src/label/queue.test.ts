import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../server/api.ts";
import type { DeskQuestion } from "../server/api.ts";
import { Outbox } from "./outbox.ts";
import type { Answer, Job, Keep, QueueState, Transport } from "./outbox.ts";
import { LabelQueue } from "./queue.ts";
import { storingSentence } from "./status.ts";

const TRILL: Answer = { answer: "name", name: "trill" };

/** A server with ten questions, in their order, that loses as many responses as it is told to. */
class Server implements Transport {
  readonly answered = new Map<string, Answer>();
  readonly received: string[] = [];
  readonly gone = new Set<string>();
  nLost = 0;
  refusal: ApiError | null = null;
  /** After so many repetitions nobody waits any more, so that a test ends. */
  nPauses = 100;

  async queue(): Promise<QueueState> {
    if (this.refusal?.status === 401) throw this.refusal;
    const keys = Array.from({ length: 10 }, (_, place) => `q${place}`);
    const questions = keys.filter((key) => !this.answered.has(key) && !this.gone.has(key)).slice(0, 5);
    return {
      questions: questions.map((key) => ({ key }) as DeskQuestion),
      names: [],
      undo_available: this.answered.size > 0,
      n_answers: this.answered.size,
      quality: null,
      can_stop: false,
    };
  }

  async answer(key: string, answer: Answer): Promise<QueueState> {
    this.received.push(key);
    if (this.gone.has(key)) throw new ApiError(404, "This question is no longer open.");
    if (this.refusal !== null) throw this.refusal;
    this.answered.set(key, answer);
    return this.#arrived();
  }

  async undo(key: string | null): Promise<QueueState> {
    const last = key ?? [...this.answered.keys()].at(-1);
    if (last !== undefined) this.answered.delete(last);
    return this.#arrived();
  }

  pause(): Promise<void> {
    return new Promise((done) => this.nPauses-- > 0 && setImmediate(done));
  }

  #arrived(): Promise<QueueState> {
    if (this.nLost-- > 0) throw new ApiError(0, "no answer");
    return this.queue();
  }
}

/** A tab, whose storage outlives its pages. */
class Tab implements Keep {
  #text = "[]";
  load(): Job[] {
    return JSON.parse(this.#text) as Job[];
  }
  save(jobs: readonly Job[]): void {
    this.#text = JSON.stringify(jobs);
  }
}

interface Started {
  readonly server: Server;
  readonly queue: LabelQueue;
  readonly errors: unknown[];
  /** What a page showed after each change. */
  readonly shown: (string | undefined)[];
}

async function started(server = new Server(), tab = new Tab()): Promise<Started> {
  const errors: unknown[] = [];
  const outbox = new Outbox(server, tab, (error) => errors.push(error));
  const shown: (string | undefined)[] = [];
  const queue: LabelQueue = new LabelQueue(
    outbox,
    () => shown.push(queue.current?.key),
    (error) => errors.push(error),
  );
  await queue.start();
  return { server, queue, errors, shown };
}

/** A page that is gone: what it had under way is never heard of. */
const closed = (): Server => Object.assign(new Server(), { answer: () => new Promise<QueueState>(() => undefined) });

const status = (queue: LabelQueue): string => storingSentence(queue);
const NEW_KEY = new ApiError(401, "This needs the key of the running server.");

const settled = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await new Promise((done) => setImmediate(done));
};

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

for (const code of [0, 401, 403, 408, 409, 421, 429, 500, 502, 503]) {
  test(`an answer that meets status ${code} waits, and is stored when that has passed`, async () => {
    const { server, queue, errors } = await started();
    server.refusal = new ApiError(code, "Not now.");
    queue.answer(TRILL);
    await settled();
    assert.notEqual(status(queue), "All answers are stored.");
    server.refusal = null;
    await settled();
    assert.deepEqual([status(queue), [...server.answered.keys()], errors], ["All answers are stored.", ["q0"], []]);
  });
}

for (const code of [400, 413, 422]) {
  test(`an answer that is refused with status ${code} is not called stored`, async () => {
    const { server, queue } = await started();
    server.refusal = new ApiError(code, "`name` is too long.");
    queue.answer(TRILL);
    await settled();
    assert.equal(status(queue), "Your last answer was not stored: `name` is too long.");
    assert.equal(queue.current?.key, "q0");
  });
}

test("a new key is asked for in words, and the answers are said to be kept", async () => {
  const { server, queue } = await started();
  server.refusal = NEW_KEY;
  queue.answer(TRILL);
  queue.answer(TRILL);
  await settled();
  assert.match(status(queue), /Open the new address that `coincide serve` printed; your 2 answers are kept here/);
});

test("an answer to a question that is gone is told, and other questions come", async () => {
  const { server, queue, errors } = await started();
  for (const key of ["q0", "q1"]) server.gone.add(key);
  queue.answer(TRILL);
  await settled();
  assert.deepEqual([queue.current?.key, errors.length, queue.canUndo], ["q2", 1, false]);
  assert.match(status(queue), /^Your last answer was not stored: This question is no longer open/);
});

test("no question is shown that would be gone when it is answered", async () => {
  const { server, queue, shown } = await started();
  for (const key of ["q0", "q1"]) server.gone.add(key);
  queue.answer(TRILL);
  await settled();
  assert.deepEqual(shown.slice(-3), ["q1", undefined, "q2"]);
});

test("what waits survives a reload of the page", async () => {
  const tab = new Tab();
  const before = await started(closed(), tab);
  before.queue.answer(TRILL);
  before.queue.answer({ answer: "noise", name: "" });
  await settled();
  const { server, queue } = await started(new Server(), tab);
  await settled();
  assert.deepEqual([server.received, tab.load(), queue.current?.key], [["q0", "q1"], [], "q2"]);
});

test("a question whose answer waits is not asked again after a reload", async () => {
  const tab = new Tab();
  (await started(closed(), tab)).queue.answer(TRILL);
  const { queue } = await started(closed(), tab);
  assert.deepEqual([queue.current?.key, queue.nWaiting], ["q1", 1]);
});

test("an answer from before a reload can be taken back", async () => {
  const tab = new Tab();
  (await started(closed(), tab)).queue.answer(TRILL);
  const { server, queue } = await started(new Server(), tab);
  queue.undo();
  await settled();
  assert.deepEqual([queue.current?.key, server.answered.size], ["q0", 0]);
});

test("taking back the last answer takes back one, though its response was lost", async () => {
  const server = new Server();
  server.answered.set("q0", TRILL);
  server.answered.set("q1", TRILL);
  const { queue } = await started(server);
  server.nLost = 1;
  queue.undo();
  await settled();
  assert.deepEqual([[...server.answered.keys()], queue.current?.key], [["q0"], "q1"]);
});

test("answers go on their way when the page is left", async () => {
  const { server, queue } = await started();
  server.refusal = NEW_KEY;
  queue.answer(TRILL);
  queue.stop();
  await settled();
  server.refusal = null;
  await settled();
  assert.deepEqual([...server.answered.keys()], ["q0"]);
});

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The way from one page to the server, which loses requests and responses, and ends with the page. */
class Wire implements Transport {
  isOpen = true;
  constructor(
    readonly server: Server,
    readonly random: () => number,
    readonly loss: { share: number },
  ) {}
  queue = (): Promise<QueueState> => this.#over(() => this.server.queue());
  answer = (key: string, answer: Answer): Promise<QueueState> => this.#over(() => this.server.answer(key, answer));
  undo = (key: string | null): Promise<QueueState> => this.#over(() => this.server.undo(key));
  pause = (): Promise<void> => new Promise((done) => this.isOpen && setImmediate(done));

  async #over(ask: () => Promise<QueueState>): Promise<QueueState> {
    await new Promise((done) => setImmediate(done));
    if (!this.isOpen) return new Promise(() => undefined);
    if (this.random() < this.loss.share) throw new ApiError(this.random() < 0.5 ? 0 : 401, "not sent");
    const state = await ask();
    if (!this.isOpen) return new Promise(() => undefined);
    if (this.random() < this.loss.share) throw new ApiError(0, "response lost");
    return state;
  }
}

/** A person who answers, takes back and reloads, over a bad line; returns what they believe and what is stored. */
async function labelBadly(seed: number): Promise<{ believed: string[]; stored: string[]; last: string }> {
  const [random, server, tab] = [randomOf(seed), new Server(), new Tab()];
  const loss = { share: 0.4 };
  let believed: string[] = [];
  let page = { wire: new Wire(server, random, loss), queue: null as LabelQueue | null };
  const open = async (): Promise<void> => {
    const wire = new Wire(server, random, loss);
    const outbox = new Outbox(wire, tab, () => undefined);
    const queue = new LabelQueue(
      outbox,
      () => undefined,
      () => undefined,
    );
    page = { wire, queue };
    // As the page does it: try again until the first questions are there.
    for (;;) {
      try {
        return await queue.start();
      } catch {
        await wire.pause();
      }
    }
  };
  await open();
  for (let step = 0; step < 25; step++) {
    const { queue, wire } = page;
    const choice = random();
    if (choice < 0.55 && queue?.current) {
      believed.push(queue.current.key);
      queue.answer(TRILL);
    } else if (choice < 0.75 && queue?.canUndo) {
      queue.undo();
      believed = believed.slice(0, -1);
    } else if (choice < 0.85) {
      wire.isOpen = false;
      await open();
    }
    if (page.queue!.nWaiting > 0) assert.notEqual(status(page.queue!), "All answers are stored.");
    for (let n = random() * 6; n > 0; n--) await new Promise((done) => setImmediate(done));
  }
  loss.share = 0;
  while (page.queue!.nWaiting > 0) await settled();
  page.wire.isOpen = false;
  return { believed, stored: [...server.answered.keys()], last: status(page.queue!) };
}

test("what a person believes to have answered is what is stored, over a bad line and reloads", async () => {
  for (let seed = 0; seed < 200; seed++) {
    const { believed, stored, last } = await labelBadly(seed);
    assert.deepEqual(stored.toSorted(), believed.toSorted(), `seed ${seed}`);
    assert.equal(last, "All answers are stored.", `seed ${seed}`);
  }
});
