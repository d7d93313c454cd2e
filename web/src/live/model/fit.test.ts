import assert from "node:assert/strict";
import { test } from "node:test";
import { misfit, tellsOfMemory } from "./fit.ts";
import { readManifest } from "./manifest.ts";

const SOUND = { kind: "sound", labels: ["a", "b"], unknown_threshold: 0.5, embedding_dim: 3, sha256: "", size: 1, sample_rate_hz: 8000, hop_samples: 800, n_slots: 4, state_size: 9 };
const IMAGE = { kind: "image", labels: ["a", "b"], unknown_threshold: 0.5, embedding_dim: 3, sha256: "", size: 1 };

const heard = { probabilities: new Float32Array(8), embedding: new Float32Array(12), events: new Float32Array(24), level: new Float32Array(1) };
const seen = { probabilities: new Float32Array(2), embedding: new Float32Array(3) };

test("a model of sound with the sizes of its manifest fits", () => {
  assert.equal(misfit(readManifest(SOUND), heard), null);
});

test("a model of images with the sizes of its manifest fits", () => {
  assert.equal(misfit(readManifest(IMAGE), seen), null);
});

test("another number of labels is told with both numbers", () => {
  const words = "its model gives 2 for `labels`, but its manifest describes 3. Export it again.";
  assert.equal(misfit(readManifest({ ...SOUND, labels: ["a", "b", "c"] }), heard), words);
  assert.equal(misfit(readManifest({ ...IMAGE, labels: ["a", "b", "c"] }), seen), words);
});

test("another size of embeddings is told with both numbers", () => {
  assert.equal(misfit(readManifest({ ...IMAGE, embedding_dim: 5 }), seen), "its model gives 3 for `embedding_dim`, but its manifest describes 5. Export it again.");
});

test("another number of slots is told before what follows from it", () => {
  assert.match(misfit(readManifest({ ...SOUND, n_slots: 2 }), heard) ?? "", /gives 4 for `n_slots`, but its manifest describes 2/);
});

test("an output that is not there is told", () => {
  assert.match(misfit(readManifest(IMAGE), { probabilities: seen.probabilities }) ?? "", /gives 0 for `embedding_dim`/);
});

test("words of browsers about memory are known", () => {
  for (const words of ["WebAssembly.Memory(): could not allocate memory", "std::bad_alloc", "Aborted(OOM)"]) assert.ok(tellsOfMemory(words));
});
