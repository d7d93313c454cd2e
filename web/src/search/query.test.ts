import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, howIn, objection, queryIn } from "./query.ts";
import type { Query } from "./query.ts";

const HOW = { metric: "dtw", k: 48 } as const;
const paramsOf = (address: string): URLSearchParams => new URL(address, "http://here").searchParams;

test("an address holds the whole search", () => {
  const queries: Query[] = [
    { kind: "event", event_id: 7 },
    { kind: "stretch", recording_id: 3, onset_s: 1.25, offset_s: 1.5, channel: null },
    { kind: "stretch", recording_id: 3, onset_s: 1.25, offset_s: 1.5, channel: 0 },
  ];
  for (const query of queries) {
    const params = paramsOf(addressOf(query, HOW));
    assert.deepEqual([queryIn(params), howIn(params)], [query, HOW]);
  }
});

test("an address that holds nonsense asks for nothing", () => {
  for (const text of [
    "event=x",
    "event=1.5",
    "recording=1",
    "recording=1&from=2&to=1",
    "recording=1&from=-1&to=1",
    "",
  ]) {
    assert.equal(queryIn(new URLSearchParams(text)), null, text);
  }
});

test("an unknown way to compare becomes the usual one", () => {
  assert.deepEqual(howIn(new URLSearchParams("metric=magic&k=1000000")), { metric: "embedding", k: 24 });
});

test("files that are no sound, empty or too large are refused before they are sent", () => {
  const files = [
    ["a.pdf", 9, "application/pdf"],
    ["a.wav", 0, "audio/wav"],
    ["a.wav", 65 * 2 ** 20, "audio/wav"],
  ] as const;
  const reasons = files.map(([name, size, type]) => objection({ name, size, type }));
  assert.match(reasons.join(" | "), /no sound.* \| .*empty.* \| .*at most 64 MB/);
});

test("sound is taken, and files whose type the browser does not know", () => {
  assert.deepEqual(
    ["audio/wav", "", "video/ogg"].map((type) => objection({ name: "a", size: 9, type })),
    [null, null, null],
  );
});
