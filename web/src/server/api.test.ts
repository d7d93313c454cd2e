import assert from "node:assert/strict";
import { test } from "node:test";
import { get, isAborted } from "./api.ts";

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

test("a request of a page that was left is only aborted", async () => {
  assert.ok(isAborted(await failureOf(aborted, AbortSignal.abort())));
});
