import assert from "node:assert/strict";
import { test } from "node:test";
import { Log } from "./log.ts";

const ENTRY = { onsetS: 1, offsetS: 2, lowHz: 100, highHz: 200, label: "wren", confidence: 0.9, isNamed: true };

function logOf(n: number): Log {
  const log = new Log();
  log.begin(new Date("2026-11-25T12:30:00Z"), 16_000);
  for (let place = 0; place < n; place++) log.add({ ...ENTRY, onsetS: place }, new Float32Array(1));
  return log;
}

test("entries belong to the session that ran when they came", () => {
  const log = logOf(2);
  log.end(30);
  log.begin(new Date("2026-11-25T12:31:00Z"), 16_000);
  log.add(ENTRY, null);
  assert.deepEqual(log.groups.map(({ recording, durationS, entries }) => [recording, durationS, entries.length]), [["live_20261125_123000Z.wav", 30, 2], ["live_20261125_123100Z.wav", 2, 1]]);
});

test("nothing is logged before a session began", () => {
  assert.equal(new Log().add(ENTRY, null), null);
});

test("only the newest 50 calls keep their sound", () => {
  assert.deepEqual(logOf(60).newest(60).map(({ clip }) => clip !== null), [...Array<boolean>(10).fill(false), ...Array<boolean>(50).fill(true)]);
});

test("of more than 100,000 entries the oldest go", () => {
  const log = logOf(100_005);
  assert.equal(log.n, 100_000);
  assert.equal(log.groups[0]?.entries[0]?.onsetS, 5);
});

test("an entry that the log handed out loses its sound with those after it", () => {
  const log = new Log();
  log.begin(new Date("2026-11-25T12:30:00Z"), 16_000);
  const first = log.add(ENTRY, new Float32Array(1));
  for (let place = 0; place < 50; place++) log.add(ENTRY, new Float32Array(1));
  assert.equal(first?.clip, null);
});

test("a cleared log is empty, and goes on", () => {
  const log = logOf(3);
  log.clear();
  log.add(ENTRY, null);
  assert.deepEqual(log.groups.map(({ recording, entries }) => [recording, entries.length]), [["live_20261125_123000Z.wav", 1]]);
});

test("an entry knows when it began", () => {
  assert.equal(logOf(0).add({ ...ENTRY, onsetS: 1.5 }, null)?.at.toISOString(), "2026-11-25T12:30:01.500Z");
});

test("what earlier visits kept comes first, session by session, and is newest in part", () => {
  const log = logOf(1);
  const kept = { ...ENTRY, sampleRateHz: 8000 };
  log.restore([{ ...kept, startedMs: 0 }, { ...kept, startedMs: 0, onsetS: 3, offsetS: 4 }, { ...kept, startedMs: 60_000 }]);
  assert.deepEqual(log.groups.map(({ recording, durationS, entries }) => [recording, durationS, entries.length]), [
    ["live_19700101_000000Z.wav", 4, 2],
    ["live_19700101_000100Z.wav", 2, 1],
    ["live_20261125_123000Z.wav", 2, 1],
  ]);
  assert.deepEqual(log.newest(3).map(({ at, isEarlier }) => [at.getTime(), isEarlier]), [[3000, true], [61_000, true], [Date.parse("2026-11-25T12:30:00Z"), false]]);
});
