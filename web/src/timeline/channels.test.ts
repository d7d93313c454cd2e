import assert from "node:assert/strict";
import { test } from "node:test";
import { belongs, channelQuery, channelsOf, firstChannel } from "./channels.ts";

const MONO = { n_channels: 1, searched_channels: [0] };
const MIXED = { n_channels: 2, searched_channels: [] };
const APART = { n_channels: 2, searched_channels: [0, 1] };
const RIGHT = { n_channels: 2, searched_channels: [1] };

test("of one channel there is nothing to choose", () => {
  assert.deepEqual(channelsOf(MONO), [null]);
});

test("the mix is offered where it was searched", () => {
  assert.deepEqual([channelsOf(MIXED), channelsOf(APART)], [[null, 0, 1], [0, 1]]);
});

test("one begins where events were looked for", () => {
  assert.deepEqual([MONO, MIXED, APART, RIGHT].map(firstChannel), [null, null, 0, 1]);
});

test("a channel that was searched apart shows its own events only", () => {
  assert.deepEqual([0, 1].map((channel) => belongs({ channel }, 1, APART)), [false, true]);
});

test("events of the mix are shown over every channel", () => {
  assert.deepEqual([null, 0, 1].map((looked) => belongs({ channel: 0 }, looked, MIXED)), [true, true, true]);
});

test("channel 0 is asked for, too", () => {
  assert.deepEqual([null, 0, 1].map(channelQuery), ["", "&channel=0", "&channel=1"]);
});
