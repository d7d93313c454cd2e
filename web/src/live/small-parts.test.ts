import assert from "node:assert/strict";
import { test } from "node:test";
import { verdictOn } from "./model/calls.ts";
import { Latency } from "./latency.ts";
import { readManifest } from "./model/manifest.ts";
import { noSound, obstacle, refusal, whyLost } from "./refusals.ts";
import { wavFile } from "./sound/wav.ts";

test("a name is said from the threshold on", () => {
  const scores = [{ name: "wren", probability: 0.6 }];
  assert.deepEqual([0.5, 0.6, 0.7, 1].map((threshold) => verdictOn(scores, threshold).name), ["wren", "wren", null, null]);
});

test("half of the answers are faster than the median, and one of twenty slower than the 95th percentile", () => {
  const latency = new Latency();
  for (let ms = 1; ms <= 100; ms++) latency.add(ms);
  assert.deepEqual(latency.summary(), { medianMs: 51, p95Ms: 96, n: 100 });
});

test("latency forgets what is long ago", () => {
  const latency = new Latency();
  for (let n = 0; n < 1000; n++) latency.add(n < 800 ? 500 : 2);
  assert.equal(latency.summary()?.p95Ms, 2);
});

test("no answers have no latency", () => {
  assert.equal(new Latency().summary(), null);
});

const SOUND = {
  kind: "sound", labels: ["wren", "noise", "unknown"], unknown_threshold: 0.5, embedding_dim: 66, sha256: "ab", embeddingKey: "ab", size: 9,
  catalog: "demo", sample_rate_hz: 32_000, hop_samples: 3200, n_slots: 2, state_size: 7, latency_s: 0.2, noise_label: 1, extra: true,
};

test("a manifest is read, whatever else it holds", () => {
  const manifest = readManifest(SOUND);
  assert.deepEqual([manifest.kind, manifest.name, manifest.kind === "sound" && manifest.noiseLabel], ["sound", "demo", "noise"]);
});

for (const [name, value] of [["sample_rate_hz", "fast"], ["labels", [1]], ["kind", "smell"], ["sha256", undefined]] as const) {
  test(`a manifest whose ${name} is ${String(value)} is refused`, () => {
    assert.throws(() => readManifest({ ...SOUND, [name]: value }), new RegExp(`\`${name}\`.*Export it again`));
  });
}

test("a manifest that is no object is refused", () => {
  assert.throws(() => readManifest(null), /should hold an object/);
});

const HERE = { isSecure: true, hasDevices: true, canRun: true, host: "field.example:8765" };

test("a microphone is not asked for what a sensor of 100 Hz measured", () => {
  assert.match(noSound({ kind: "sound", sampleRateHz: 100 }) ?? "", /100 samples per second.*coincide recognize/);
});

test("a microphone may give what was recorded as sound, and pictures need none", () => {
  assert.deepEqual([noSound({ kind: "sound", sampleRateHz: 1000 }), noSound({ kind: "image" })], [null, null]);
});

test("an insecure address is named with what to do", () => {
  assert.match(obstacle("camera", { ...HERE, isSecure: false, hasDevices: false }) ?? "", /camera .*http:\/\/field\.example:8765.*localhost.*HTTPS/);
});

test("where all is there nothing stands in the way", () => {
  assert.equal(obstacle("microphone", HERE), null);
});

for (const [name, words] of [["NotAllowedError", /was refused/], ["NotFoundError", /No microphone was found/], ["NotReadableError", /another program/]] as const) {
  test(`${name} is told in words`, () => {
    assert.match(refusal(new DOMException("x", name), "microphone"), words);
  });
}

test("another error keeps its own words", () => {
  assert.match(refusal(new TypeError("no such thing"), "camera"), /The camera cannot be used: no such thing/);
});

test("a WAV file holds the samples, and full scale where they go beyond", async () => {
  const bytes = new DataView(await wavFile(Float32Array.of(0, 0.5, -2, 2), 16_000).arrayBuffer());
  assert.deepEqual([0, 1, 2, 3].map((n) => bytes.getInt16(44 + 2 * n, true)), [0, 16_384, -32_768, 32_767]);
  assert.deepEqual([bytes.getUint32(24, true), bytes.getUint32(40, true), bytes.byteLength], [16_000, 8, 52]);
});

test("a permission that was withdrawn is not called a loose cable", async () => {
  const permissions = { query: () => Promise.resolve({ state: "denied" } as PermissionStatus) };
  assert.match(await whyLost("camera", permissions), /^The permission for the camera was withdrawn\. Allow it again/);
});

test("a device that was unplugged went away", async () => {
  const permissions = { query: () => Promise.resolve({ state: "granted" } as PermissionStatus) };
  assert.match(await whyLost("microphone", permissions), /^The microphone was disconnected\. Connect it again/);
});

test("a browser that tells nothing of permissions names the likelier cause", async () => {
  assert.match(await whyLost("microphone", null), /was disconnected/);
});
