import assert from "node:assert/strict";
import { test } from "node:test";
import { likelyName } from "./likely.ts";

test("the likely name is one that is at least as likely as not", () => {
  assert.equal(likelyName([{ name: "trill", score: 0.5 }, { name: "buzz", score: 0.3 }]), "trill");
});

test("a name that is best with 8% is not the likely one", () => {
  assert.equal(likelyName([{ name: "trill", score: 0.08 }]), null);
});

test("without suggestions there is no likely name", () => {
  assert.equal(likelyName([]), null);
});
