import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeAt, movedEdge } from "./edges.ts";

// 100 pixels a second; the spectrogram ends 826 pixels below the top, its handles begin 32 pixels above that.
const view = { from_s: 0, px_per_s: 100, width: 1000 };
const rows = { tree: 0, lane: 26, picture: 800, axis: 24 };
const edges = { onset_s: 2, offset_s: 3 };

test("the line of an edge is met beside it, anywhere in the picture", () => {
  assert.equal(edgeAt([204, 100], edges, view, rows), "onset_s");
  assert.equal(edgeAt([297, 100], edges, view, rows), "offset_s");
});

test("a handle is met outside of its event, below", () => {
  assert.equal(edgeAt([180, 810], edges, view, rows), "onset_s");
  assert.equal(edgeAt([320, 810], edges, view, rows), "offset_s");
  assert.equal(edgeAt([180, 400], edges, view, rows), null);
});

test("neither is met above the picture or in the middle of the event", () => {
  assert.equal(edgeAt([200, 10], edges, view, rows), null);
  assert.equal(edgeAt([250, 810], edges, view, rows), null);
});

test("of the edges of a short event the nearer is met", () => {
  const short = { onset_s: 2, offset_s: 2.02 };
  assert.equal(edgeAt([199, 100], short, view, rows), "onset_s");
  assert.equal(edgeAt([203, 100], short, view, rows), "offset_s");
});

test("an edge neither passes the other nor leaves the recording", () => {
  assert.deepEqual(movedEdge(edges, "onset_s", 2.5, 10), { onset_s: 2.5, offset_s: 3 });
  assert.ok(movedEdge(edges, "onset_s", 5, 10).onset_s < 3);
  assert.equal(movedEdge(edges, "onset_s", -1, 10).onset_s, 0);
  assert.equal(movedEdge(edges, "offset_s", 99, 10).offset_s, 10);
});
