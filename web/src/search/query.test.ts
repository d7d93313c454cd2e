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

test("an address without a search asks for nothing", () => {
  for (const text of ["", "metric=dtw&k=48"]) assert.equal(queryIn(new URLSearchParams(text)), null, text);
});

for (const [text, words] of [
  ["event=x", "a whole number as `event`, but holds `x`"],
  ["event=1.5", "a whole number as `event`, but holds `1.5`"],
  ["event=", "a whole number as `event`, but holds none"],
  ["recording=1", "seconds as `from`, but holds none"],
  ["from=1&to=2", "a whole number as `recording`, but holds none"],
  ["recording=1&from=2&to=1", "a stretch that ends after it begins, but holds one from 2 to 1 s"],
  ["recording=1&from=-1&to=1", "seconds as `from`, but holds `-1`"],
  ["recording=1&from=1&to=Infinity", "seconds as `to`, but holds `Infinity`"],
  ["recording=1&from=1&to=2&channel=left", "a whole number as `channel`, but holds `left`"],
] as const) {
  test(`the address ${text} says what is wrong with it`, () => {
    const message = `The address should hold ${words}. Choose what to look for above.`;
    assert.throws(() => queryIn(new URLSearchParams(text)), { message });
  });
}

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
  assert.match(reasons.join(" | "), /not a sound file.* \| .*empty.* \| .*at most 64 MB/);
});

test("sound is taken, and files whose type the browser does not know", () => {
  assert.deepEqual(
    ["audio/wav", "", "video/ogg"].map((type) => objection({ name: "a", size: 9, type })),
    [null, null, null],
  );
});
