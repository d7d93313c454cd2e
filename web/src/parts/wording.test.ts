import assert from "node:assert/strict";
import { test } from "node:test";
import { band, certain, clock, counted, duration, effort, estimated, eventName, frequency, partsOfLongWords, percent, scoreOrMore } from "./wording.ts";

test("a narrow band has two edges", () => {
  assert.deepEqual(
    [band(101_000, 104_000), band(95_200, 104_000), band(12_300, 12_400), band(490, 8100), band(38_200, 82_400)],
    ["101–104 kHz", "95.2–104 kHz", "12.3–12.4 kHz", "0.49–8.1 kHz", "38–82 kHz"],
  );
});

test("durations change their unit with their size", () => {
  assert.deepEqual([0.0712, 12.3, 111, 7260].map(duration), ["71.2 ms", "12.3 s", "1 min 51 s", "2 h 1 min"]);
});

test("a duration never shows sixty seconds", () => {
  assert.deepEqual([0.99951, 59.96, 3599.7].map(duration), ["1 s", "1 min", "1 h"]);
});

test("a place in a recording carries over to the next minute", () => {
  assert.deepEqual([clock(9.7), clock(59.96), clock(3725.25, 2), clock(61, 0)], ["0:09.7", "1:00.0", "1:02:05.25", "1:01"]);
});

test("frequencies of a few hertz keep a digit behind the point", () => {
  assert.deepEqual([frequency(0), frequency(0.254), frequency(8.54), band(2.6, 9.98), band(11.2, 11.4)], ["0 Hz", "0.25 Hz", "8.5 Hz", "2.6–10 Hz", "11.2–11.4 Hz"]);
});

test("frequencies change to kilohertz at a thousand", () => {
  assert.deepEqual([frequency(920.4), frequency(9600), band(50, 600), band(1500, 4500)], ["920 Hz", "9.6 kHz", "50–600 Hz", "1.5–4.5 kHz"]);
});

test("an event is called as in tables: by its label, else by its category", () => {
  const event = { label: null, category: 3, category_name: null };
  assert.deepEqual(
    [event, { ...event, category_name: "tit" }, { label: "wren", category: 3, category_name: "tit" }, { ...event, category: null }].map(eventName),
    ["category 3", "tit", "wren", null],
  );
});

test("only long words may be broken", () => {
  assert.deepEqual(["chiffchaff or unknown", "Turdus_merula song"].map(partsOfLongWords), [["chiffchaff or unknown"], ["Turdus_", "merula song"]]);
});

test("one thing has no plural", () => {
  assert.deepEqual([counted(1, "call"), counted(1302, "category", "categories")], ["1 call", "1,302 categories"]);
});

test("a percent sign stands at its number, as in the report", () => {
  assert.deepEqual([0, 0.876, 1].map(percent), ["0%", "88%", "100%"]);
});

test("an estimate begins a sentence, and is called 100% only if it is", () => {
  assert.deepEqual([0.844, 0.998, 1].map(estimated), ["About 84%", "Over 99%", "About 100%"]);
});

test("an estimate is called 0% only if it is", () => {
  assert.deepEqual([0, 0.002].map(estimated), ["About 0%", "Under 1%"]);
});

test("a score that others shall reach is rounded down", () => {
  assert.deepEqual([0.876, 0.29, 0.99931, 1].map(scoreOrMore), ["0.87", "0.29", "0.99931", "1.00"]);
});

test("a certainty is called 100% only if it is, as in the report", () => {
  assert.deepEqual([0.994, 0.996, 1].map(certain), ["99%", "over 99%", "100%"]);
});

test("few hours of effort keep two digits that count", () => {
  assert.deepEqual([0.0033333, 0.030946, 0.11, 1421.817].map(effort), ["0.0033", "0.031", "0.11", "1,421.82"]);
});
