import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_ZOOM, fit, pan, toMap, toScreen, zoomAt } from "./view.ts";

const HOME = fit({ left: -2, right: 2, bottom: -1, top: 1 }, 800, 600);

test("everything is in sight at first", () => {
  const corners = [toScreen(HOME, -2, -1), toScreen(HOME, 2, 1)].flat();
  assert.ok(
    corners.every((place, nth) => place >= 0 && place <= (nth % 2 === 0 ? 800 : 600)),
    String(corners),
  );
});

test("a place on the screen is the place on the map that is drawn there", () => {
  const moved = pan(zoomAt(HOME, 3, 200, 500, HOME), 17, -40);
  const [x, y] = toScreen(moved, ...toMap(moved, 123, 456));
  assert.ok(Math.hypot(x - 123, y - 456) < 1e-9);
});

test("what lies under the mouse stays there when one zooms", () => {
  const before = toMap(HOME, 650, 80);
  const after = toMap(zoomAt(HOME, 7, 650, 80, HOME), 650, 80);
  assert.ok(Math.hypot(after[0] - before[0], after[1] - before[1]) < 1e-9);
});

test("zooming in ends somewhere", () => {
  assert.equal(zoomAt(HOME, 1e9, 0, 0, HOME).scale, HOME.scale * MAX_ZOOM);
});

test("one point alone can be shown", () => {
  assert.ok(Number.isFinite(fit({ left: 5, right: 5, bottom: 5, top: 5 }, 800, 600).scale));
});
