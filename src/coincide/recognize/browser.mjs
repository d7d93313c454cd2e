// Runs the page's own worker, with the page's own wasm, under Node: what it says is what a browser says.
//
// node browser.mjs FOLDER JOB: FOLDER holds infer.worker.js and ort/, JOB is a folder with job.json and the inputs. For
// each run of job.json the outputs of each call are written as float32, one after the other, into OUTPUT.f32.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [pages, place] = process.argv.slice(2);
const job = JSON.parse(readFileSync(join(place, "job.json"), "utf8"));
const bytesOf = (name) => new Uint8Array(readFileSync(join(place, name)));

// The worker expects a worker's world: messages, and a canvas to take pictures apart.
let listener = null;
let settle = null;
let drawn = null;
globalThis.self = globalThis;
globalThis.addEventListener = (kind, heard) => {
  if (kind === "message") listener = heard;
};
globalThis.postMessage = (message) => settle?.(message);
globalThis.OffscreenCanvas = class {
  getContext() {
    return {
      drawImage: (frame) => {
        drawn = frame.pixels;
      },
      getImageData: () => ({ data: new Uint8ClampedArray(drawn) }),
    };
  }
};

async function ask(message) {
  const reply = await new Promise((resolve) => {
    settle = resolve;
    listener({ data: message });
  });
  if (reply.kind === "failed") throw new Error(reply.message);
  return reply;
}

await import(pathToFileURL(join(pages, "infer.worker.js")));
const runtime = pathToFileURL(join(pages, "ort") + "/").href;
const { kind, labels, embedding_dim: embeddingDim, n_slots: nSlots, hop_samples: hopSamples, state_size: stateSize } = job.manifest;
const manifest = { kind, labels, embeddingDim, nSlots, hopSamples, stateSize };
await ask({ kind: "load", runtime, model: bytesOf("model.onnx").buffer, manifest });
const parts = Object.fromEntries(job.outputs.map((name) => [name, []]));
let id = 0;
for (const run of job.runs) {
  const bytes = bytesOf(run.file);
  if (kind === "image") {
    const frame = { width: run.width, height: run.height, pixels: bytes, close() {} };
    keep(await ask({ kind: "image", id: ++id, frame }));
    continue;
  }
  await ask({ kind: "load", runtime, model: bytesOf("model.onnx").buffer, manifest });
  const sound = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  for (let start = 0; start + hopSamples <= sound.length; start += hopSamples) {
    keep(await ask({ kind: "sound", id: ++id, samples: sound.slice(start, start + hopSamples) }));
  }
}
for (const name of job.outputs) {
  writeFileSync(join(place, `${name}.f32`), Buffer.concat(parts[name]));
}

function keep({ outputs }) {
  for (const name of job.outputs) {
    parts[name].push(Buffer.from(Float32Array.from(outputs[name]).buffer));
  }
}
