import assert from "node:assert/strict";
import { test } from "node:test";
import type { ShownEvent } from "../server/api.ts";
import { eventAt } from "./hit.ts";
import type { Field } from "./hit.ts";

// 100 pixels a second; the lane ends at 26 pixels, and the spectrogram shows 10 Hz a pixel.
const field: Field = {
  view: { from_s: 0, px_per_s: 100, width: 1000 },
  rows: { tree: 0, lane: 26, picture: 800, axis: 24 },
  high_hz: 8000,
};

function event(id: number, onset_s: number, offset_s: number): ShownEvent {
  return { id, onset_s, offset_s, low_hz: 1000, high_hz: 3000 } as ShownEvent;
}

test("a finger beside a short event meets it", () => {
  assert.equal(eventAt([109, 10], [event(1, 0.98, 1)], field)?.id, 1);
});

test("a finger farther away meets none", () => {
  assert.equal(eventAt([112, 10], [event(1, 0.98, 1)], field), null);
});

test("between two events the nearer one is met, even if it is longer", () => {
  assert.equal(eventAt([104, 10], [event(1, 0.5, 1), event(2, 1.1, 1.12)], field)?.id, 1);
});

test("of events within each other the shortest is met", () => {
  assert.equal(eventAt([104, 10], [event(1, 0.5, 2), event(2, 1, 1.1)], field)?.id, 2);
});

test("on the spectrogram the frequency must fit, too", () => {
  assert.equal(eventAt([99, 26 + 800 - 500], [event(1, 0.98, 1)], field), null);
});
