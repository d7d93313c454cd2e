import assert from "node:assert/strict";
import { test } from "node:test";
import type { ShownEvent } from "../server/api.ts";
import { EventStore } from "./event-store.ts";
import type { Place } from "./event-store.ts";

/** Events by their numbers from 1, of a recording with many more, whose server answers as ours does. */
async function storeOf(onsets_s: readonly number[], duration_s: number, n_events = onsets_s.length): Promise<[EventStore, ShownEvent[]]> {
  const events = onsets_s.map((onset_s, place) => ({ id: place + 1, onset_s, offset_s: onset_s + 0.1 }) as ShownEvent);
  const answer = (address: string): Response => {
    const query = new URL(address, "http://localhost").searchParams;
    const [from_s, to_s] = [Number(query.get("from_s")), Number(query.get("to_s"))];
    return Response.json(events.filter((event) => event.offset_s > from_s && event.onset_s < to_s));
  };
  Object.assign(globalThis, { fetch: (address: string) => Promise.resolve(answer(address)) });
  const store = new EventStore({ id: 1, duration_s, n_events }, new AbortController().signal, () => undefined, assert.ifError);
  store.want({ from_s: 0, px_per_s: 100, width: 100 });
  return [store, events];
}

function at(chosen: ShownEvent | null): Place {
  return { chosen, cursor_s: 0 };
}

test("of two events that begin together each is the next one of the other", async () => {
  const [store, [first, second, third]] = await storeOf([1, 1, 2], 10);
  assert.deepEqual([await store.next(at(first!), 1), await store.next(at(second!), 1)], [second, third]);
  assert.deepEqual(await store.next(at(second!), -1), first);
});

test("the next event is found beyond what is fetched, in both directions", async () => {
  const [store, [first, last]] = await storeOf([0.5, 950], 1000, 30_000);
  assert.deepEqual(await store.next(at(first!), 1), last);
  assert.deepEqual(await store.next(at(last!), -1), first);
});

test("two presses in a row go on by two events and fetch what comes next once", async () => {
  const [store, [first, second, third]] = await storeOf([0.5, 950, 951], 1000, 30_000);
  const { fetch } = globalThis;
  let nFetched = 0;
  Object.assign(globalThis, { fetch: (address: string) => ((nFetched += 1), fetch(address)) });
  await store.next(at(null), 1);
  nFetched = 0;
  const place = { chosen: first!, cursor_s: 0 };
  const press = async (): Promise<ShownEvent> => (place.chosen = (await store.next(place, 1))!);
  assert.deepEqual(await Promise.all([press(), press()]), [second, third]);
  assert.equal(nFetched, 9);
});

test("a search for the next event that breaks off leaves later ones as they are", async () => {
  const [store, [first, last]] = await storeOf([0.5, 950], 1000, 30_000);
  await store.next(at(null), 1);
  const { fetch } = globalThis;
  Object.assign(globalThis, { fetch: () => Promise.reject(new Error("nobody is there")) });
  await assert.rejects(store.next(at(first!), 1));
  Object.assign(globalThis, { fetch });
  assert.deepEqual(await store.next(at(first!), 1), last);
});

test("behind the last event there is none", async () => {
  const [store, [, last]] = await storeOf([0.5, 950], 1000, 30_000);
  assert.equal(await store.next(at(last!), 1), null);
});
