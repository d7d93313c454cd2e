import assert from "node:assert/strict";
import { test } from "node:test";
import { get, getBytes, isAborted, sendChange, undo } from "./api.ts";

const aborted = (): never => {
  throw new DOMException("The operation was aborted.", "AbortError");
};

/** What `get` fails with if the browser gives `fetched` for an answer. */
async function failureOf(fetched: () => unknown, signal?: AbortSignal): Promise<unknown> {
  globalThis.fetch = async () => fetched() as Response;
  return get("/api/overview", signal).then(
    () => null,
    (error: unknown) => error,
  );
}

test("a person who stops a page from loading is told", async () => {
  const error = await failureOf(aborted);
  assert.equal((error as Error).message, "Loading was stopped.");
});

test("a person who stops an answer halfway is told", async () => {
  const error = await failureOf(() => ({ ok: true, json: aborted }));
  assert.equal((error as Error).message, "Loading was stopped.");
});

test("a person who stops a download halfway is told", async () => {
  globalThis.fetch = async () => ({ ok: true, arrayBuffer: aborted }) as unknown as Response;
  await assert.rejects(getBytes("/api/exports/clips.zip"), { message: "Loading was stopped." });
});

test("a request of a page that was left is only aborted", async () => {
  assert.ok(isAborted(await failureOf(aborted, AbortSignal.abort())));
});

/** Stands in for a server on which changes have these ids and others change something as well; holds what it was asked. */
function changing(...ids: number[]): unknown[] {
  const asked: unknown[] = [];
  globalThis.fetch = async (path, options) => {
    const body: unknown = JSON.parse(String(options?.body ?? "null"));
    if (String(path) !== "/api/undo") return Response.json({}, { headers: { "X-Change": String(ids.shift()) } });
    asked.push(body);
    return Response.json({ undone: "It is as before." });
  };
  return asked;
}

test("undo takes the own changes back, the last one first, and then there is none", async () => {
  const asked = changing(3, 5);
  await sendChange("PUT", "/api/labels");
  await sendChange("PUT", "/api/labels");
  assert.deepEqual([await undo(), await undo(), await undo()], ["It is as before.", "It is as before.", null]);
  assert.deepEqual(asked, [{ change: 5 }, { change: 3 }]);
});

test("a change that was taken back by name is not taken back again", async () => {
  const asked = changing(3, 5);
  await sendChange("PUT", "/api/labels");
  await sendChange("PUT", "/api/labels");
  await undo(5);
  await undo();
  assert.deepEqual(asked, [{ change: 5 }, { change: 3 }]);
});

test("a change that cannot be taken back does not stand in the way of those before it", async () => {
  changing(3, 5);
  await sendChange("PUT", "/api/labels");
  await sendChange("PUT", "/api/labels");
  const asked: unknown[] = [];
  globalThis.fetch = async (_, options) => {
    asked.push(JSON.parse(String(options?.body)));
    if (asked.length === 1) return Response.json({ detail: "Undo that one first." }, { status: 422 });
    return Response.json({ undone: "It is as before." });
  };
  await assert.rejects(undo());
  assert.equal(await undo(), "It is as before.");
  assert.deepEqual(asked, [{ change: 5 }, { change: 3 }]);
});
