// The worker that runs the model, apart from the page so that a slow frame never holds up a click.
//
// One thread: the nets need 2 to 80 ms, and more threads were slower. The state that a listening graph hands from hop to
// hop stays here; the page never sees it.
import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { UNFIT, UNREADABLE, misfit, tellsOfMemory } from "./live/model/fit.ts";
import type { Manifest, SoundManifest } from "./live/model/manifest.ts";
import { PixelReader } from "./live/camera/pixels.ts";
import type { Frame } from "./live/camera/pixels.ts";
import type { Reply, Request, Result } from "./live/model/protocol.ts";

/** An ONNX model that returns its input. */
const SMALLEST = "CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEA0=";

let session: InferenceSession | null = null;
let manifest: Manifest | null = null;
let state: Float32Array<ArrayBuffer> = new Float32Array(0);
const pixels = new PixelReader();

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  if (data.kind === "forget") state.fill(0);
  else if (data.kind === "prepare") void prepare(data.runtime);
  else if (data.kind === "load") void answer(null, () => load(data));
  else void answer(data.id, () => (data.kind === "sound" ? hear(data.samples) : see(data.frame)));
});

async function answer(id: number | null, work: () => Promise<Result | null>): Promise<void> {
  try {
    const result = await work();
    reply(result === null || id === null ? { kind: "ready" } : { kind: "result", id, ...result });
  } catch (error) {
    fail(id, error);
  }
}

const reply = (message: Reply): void => self.postMessage(message);
const fail = (id: number | null, error: unknown): void => reply({ kind: "failed", id, message: wordsOf(error) });
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Has the runtime fetched and compiled, by the smallest model there is. */
async function prepare(runtime: string): Promise<void> {
  try {
    await tryRuntime(runtime);
  } catch (error) {
    fail(null, error);
  }
}

async function tryRuntime(runtime: string): Promise<void> {
  const smallest = await sessionOf(Uint8Array.from(atob(SMALLEST), (one) => one.charCodeAt(0)), runtime, "disabled");
  await smallest.release();
}

function sessionOf(model: Uint8Array, runtime: string, graphOptimizationLevel: "disabled" | "all"): Promise<InferenceSession> {
  env.wasm.wasmPaths = runtime;
  env.wasm.numThreads = 1;
  return InferenceSession.create(model, { executionProviders: ["wasm"], logSeverityLevel: 3, graphOptimizationLevel });
}

async function load(request: Request & { kind: "load" }): Promise<null> {
  manifest = request.manifest;
  // To rewrite the graph of sound takes a quarter of a second, and wins a twentieth of 8 ms a hop.
  const level = manifest.kind === "sound" ? "disabled" : "all";
  session = await sessionOf(new Uint8Array(request.model), request.runtime, level).catch(async (error: unknown) => {
    if (tellsOfMemory(wordsOf(error))) throw error;
    // Where not even the smallest model runs, the runtime is at fault.
    throw await tryRuntime(request.runtime).then(() => new Error(UNREADABLE), () => error);
  });
  const { outputs } = await firstRun(manifest).catch((error: unknown) => {
    throw tellsOfMemory(wordsOf(error)) ? error : new Error(UNFIT);
  });
  const wrong = misfit(manifest, outputs);
  if (wrong !== null) throw new Error(wrong);
  return null;
}

/** The first run allocates; it is not to be counted as the latency of a call or frame. */
async function firstRun(manifest: Manifest): Promise<Result> {
  if (manifest.kind === "image") return run({ frame: new Tensor("uint8", new Uint8Array(4 * 224 * 224), [1, 224, 224, 4]) });
  state = new Float32Array(manifest.stateSize);
  const result = await hear(new Float32Array(manifest.hopSamples));
  state.fill(0);
  return result;
}

async function hear(samples: Float32Array): Promise<Result> {
  const { hopSamples, stateSize } = manifest as SoundManifest;
  const { outputs, ms } = await run({
    audio: new Tensor("float32", samples, [1, hopSamples]),
    state: new Tensor("float32", state, [1, stateSize]),
  });
  const { next_state: next, ...told } = outputs;
  // The runtime makes a new array of half a megabyte for each hop, and browsers let dozens of them pile up before they
  // clear away. One that is handed over to nobody is gone at once; Firefox can do so from 122 on.
  state.buffer.transfer?.(0);
  state = next as Float32Array<ArrayBuffer>;
  return { outputs: told, ms };
}

async function see(frame: Frame): Promise<Result> {
  const { bytes, width, height } = await pixels.read(frame);
  return run({ frame: new Tensor("uint8", bytes, [1, height, width, 4]) });
}

async function run(feeds: Readonly<Record<string, Tensor>>): Promise<Result> {
  if (session === null) throw new Error("it was asked before it was loaded.");
  const began = performance.now();
  const results = await session.run(feeds);
  const ms = performance.now() - began;
  const outputs: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(results)) {
    outputs[name] = tensor.data as Float32Array;
  }
  return { outputs, ms };
}
