import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventPage, ShownEvent } from "../server/api.ts";

// What the modules ask of a browser when they are read.
Object.assign(globalThis, {
  Audio: class { addEventListener(): void {} },
  document: { createElement: () => ({ setAttribute: () => undefined }) },
});
const { firstOf } = await import("./events.ts");

/** A server with `total` calls that sends at most 500 at once, as ours does. */
function server(total: number): (offset: number, limit: number) => Promise<EventPage> {
  return (offset, limit) => {
    assert.ok(limit >= 1 && limit <= 500, `limit ${limit}`);
    const n = Math.max(Math.min(limit, total - offset), 0);
    return Promise.resolve({ total, events: Array.from({ length: n }, (_, place) => ({ id: offset + place }) as ShownEvent) });
  };
}

test("more calls than the server sends at once are read again in their order", async () => {
  const { events } = await firstOf(1260, server(3000));
  assert.deepEqual(events.map((event) => event.id), Array.from({ length: 1260 }, (_, place) => place));
});

test("calls that are gone meanwhile are not waited for", async () => {
  assert.equal((await firstOf(540, server(510))).events.length, 510);
});
