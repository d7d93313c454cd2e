import assert from "node:assert/strict";
import { test } from "node:test";
import type { ImageManifest } from "../model/manifest.ts";
import { SightNaming } from "./naming.ts";
import type { Naming } from "./naming.ts";

const LABELS = ["Egyptian cat", "tiger cat", "tabby", "lion", "cup", "bikini"];
const MANIFEST: ImageManifest = {
  kind: "image", labels: LABELS, unknownThreshold: 0.5, embeddingDim: 2, sha256: "", embeddingKey: "", size: 0, name: "", notes: [],
  groups: ["animal", "clothing", "cat"], groupAbove: [-1, -1, 0], groupOf: [2, 2, 2, 0, -1, 1], unfit: [5], usual: [],
};

const after = (frames: readonly (readonly number[])[], { taught = [] as { name: string; probability: number }[], threshold = 0.5 } = {}): Naming => {
  const naming = new SightNaming(MANIFEST);
  let last: Naming | null = null;
  frames.forEach((frame, place) => { last = naming.update(Float32Array.from(frame), taught, 50 * place, threshold); });
  return last as unknown as Naming;
};

test("fine names that none is sure of add up to a coarse one, with a guess", () => {
  const { name, probability, perhaps } = after([[0.42, 0.29, 0.16, 0.01, 0.1, 0]]);
  assert.equal(name, "cat");
  assert.ok(Math.abs(probability - 0.87) < 1e-6);
  assert.equal(perhaps?.name, "Egyptian cat");
});

test("a fine name that is sure enough is shown itself", () => {
  const { name, perhaps } = after([[0.8, 0.1, 0.05, 0, 0, 0]]);
  assert.deepEqual([name, perhaps], ["Egyptian cat", null]);
});

test("where cats and lions share, it is an animal", () => {
  assert.equal(after([[0.3, 0.1, 0.05, 0.45, 0, 0]]).name, "animal");
});

test("where nothing fits it is unknown, with a guess if there is one", () => {
  const { name, perhaps } = after([[0.1, 0, 0, 0, 0.4, 0.1]]);
  assert.deepEqual([name, perhaps?.name], [null, "cup"]);
});

test("nothing is guessed from many small probabilities", () => {
  assert.equal(after([[0.1, 0.05, 0.05, 0.05, 0.1, 0.1]]).perhaps, null);
});

test("an unfit name is never shown, and counts for its group", () => {
  const { name, bars } = after([[0, 0, 0, 0, 0.05, 0.95]]);
  assert.equal(name, "clothing");
  assert.ok(!bars.some((bar) => bar.name === "bikini"));
});

test("there are at most five bars, and the shown name is the first", () => {
  const { bars } = after([[0.42, 0.29, 0.16, 0.05, 0.08, 0]]);
  assert.equal(bars.length, 5);
  assert.equal(bars[0]?.name, "cat");
});

test("a taught name goes before all others", () => {
  const { name } = after([[0.9, 0, 0, 0, 0, 0]], { taught: [{ name: "Minka", probability: 0.7 }] });
  assert.equal(name, "Minka");
});

test("one odd frame changes nothing", () => {
  const calm = Array.from({ length: 20 }, () => [0.9, 0, 0, 0, 0, 0]);
  assert.equal(after([...calm, [0, 0, 0, 0, 0.9, 0]]).name, "Egyptian cat");
});

test("another thing takes over within a second", () => {
  const [first, second] = [[0.9, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0.9, 0]].map((frame) => Array.from({ length: 20 }, () => frame));
  assert.equal(after([...(first ?? []), ...(second ?? [])]).name, "cup");
});

test("a name does not change between fine and coarse while its probability wavers about the threshold", () => {
  const naming = new SightNaming(MANIFEST);
  const names = new Set<string | null>();
  for (let frame = 0; frame < 60; frame++) {
    const share = 0.5 + 0.04 * (-1) ** Math.floor(frame / 10);
    names.add(naming.update(Float32Array.from([share, 0.9 - share, 0, 0, 0, 0]), [], 100 * frame, 0.5).name);
  }
  assert.equal(names.size, 1);
});

test("at a threshold of 1 nothing has a name", () => {
  assert.equal(after([[1, 0, 0, 0, 0, 0]], { threshold: 1 }).name, null);
});
