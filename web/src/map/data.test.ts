import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { loadLabels, loadMap } from "./data.ts";

const { fetch } = globalThis;
afterEach(() => {
  globalThis.fetch = fetch;
});

const { signal } = new AbortController();

/** A server with two events that learns another model, of two events as well, before it answers `changed`. */
function serve(changed: string | null): void {
  globalThis.fetch = (path) => {
    const model = path === changed ? "second" : "first";
    if (path === "/api/map/labels") return Promise.resolve(Response.json({ model, names: ["", "wren"], numbers: [0, 1] }));
    const bytes = { "/api/map": 16, "/api/map/categories": 4, "/api/map/certainty": 2, "/api/map/events": 8 }[String(path)];
    return Promise.resolve(new Response(new Uint8Array(bytes ?? 0), { headers: { "X-Model": model } }));
  };
}

test("a map has one row for each event in all parts", async () => {
  serve(null);
  const map = await loadMap(signal);
  assert.deepEqual([map.places.length, map.categories.length, map.certainty.length, map.eventIds.length, map.labels.length], [4, 2, 2, 2, 2]);
});

test("parts of two models do not make a map, though they have as many events", async () => {
  for (const changed of ["/api/map", "/api/map/categories", "/api/map/certainty", "/api/map/events", "/api/map/labels"]) {
    serve(changed);
    await assert.rejects(loadMap(signal), /changed while the map was loading/);
  }
});

test("labels of another model are not put on the map", async () => {
  serve(null);
  await assert.rejects(loadLabels("earlier", signal), /Reload the page/);
});
