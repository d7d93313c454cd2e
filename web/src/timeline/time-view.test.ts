import assert from "node:assert/strict";
import { test } from "node:test";
import { around, endOf, parseClock, showing, ticks, timeAt, within, zoomedAt } from "./time-view.ts";
import { coarser, tilesFor } from "./tiles.ts";

const BAT = { duration_s: 60, sample_rate_hz: 384_000 };
const VIEW = { from_s: 10, px_per_s: 100, width: 1000 };

test("the time under the mouse stays there when one zooms", () => {
  assert.ok(Math.abs(timeAt(zoomedAt(VIEW, 4, 300, BAT), 300) - 13) < 1e-9);
});

test("no view begins before the recording or ends behind it", () => {
  const [early, late] = [within({ ...VIEW, from_s: -5 }, BAT), within({ ...VIEW, from_s: 99 }, BAT)];
  assert.deepEqual([early.from_s, endOf(late)], [0, 60]);
});

test("zooming out ends where all of it is in sight", () => {
  const all = zoomedAt(VIEW, 1e-9, 500, BAT);
  assert.deepEqual([all.from_s, endOf(all).toFixed(9)], [0, "60.000000000"]);
});

test("the stretch around a view is all of a short recording, wherever the view is", () => {
  for (const from_s of [0, 20, 50]) assert.deepEqual(around({ ...VIEW, from_s }, 60, 60), [0, 60]);
});

test("the stretch around a view is in its middle, and as long at the ends", () => {
  const at = (from_s: number) => around({ ...VIEW, from_s }, 30, 60);
  assert.deepEqual([at(0), at(25), at(50)], [[0, 30], [15, 45], [30, 60]]);
});

test("a time that is in sight moves nothing", () => {
  assert.equal(showing(VIEW, 15, BAT), VIEW);
});

test("a time out of sight comes to the middle", () => {
  assert.equal(showing(VIEW, 40, BAT).from_s, 35);
});

test("ticks are round and do not crowd", () => {
  assert.deepEqual(
    ticks(VIEW).map(({ text }) => text),
    ["0:10", "0:11", "0:12", "0:13", "0:14", "0:15", "0:16", "0:17", "0:18", "0:19", "0:20"],
  );
});

test("ticks of a fine view have the decimals that tell them apart", () => {
  assert.deepEqual(
    ticks({ from_s: 1, px_per_s: 20_000, width: 400 })
      .map(({ text }) => text)
      .slice(0, 3),
    ["0:01.000", "0:01.005", "0:01.010"],
  );
});

test("times are read as people write them", () => {
  assert.deepEqual(["75.5", "1:15.5", "0:01:15,5", "x", "1:2:3:4", ""].map(parseClock), [
    75.5,
    75.5,
    75.5,
    null,
    null,
    null,
  ]);
});

test("the pieces of a view cover it without a gap", () => {
  const tiles = tilesFor(VIEW, 60);
  const seams = tiles.slice(1).map((tile, place) => tile.from_s - tiles[place]!.to_s);
  assert.ok(tiles[0]!.from_s <= 10 && tiles.at(-1)!.to_s >= 20 && seams.every((gap) => gap === 0));
});

test("no piece begins behind the end of the recording", () => {
  assert.ok(tilesFor({ from_s: 55, px_per_s: 100, width: 1000 }, 60).every((tile) => tile.from_s < 60));
});

test("hours at once have no pieces", () => {
  assert.deepEqual(tilesFor({ from_s: 0, px_per_s: 0.03, width: 1000 }, 36_000), []);
});

test("a coarser piece holds the finer one", () => {
  const [fine] = tilesFor(VIEW, 60);
  assert.ok([...coarser(fine!)].every((tile) => tile.from_s <= fine!.from_s && tile.to_s >= fine!.to_s));
});
