// The recognizer as the page sees it: a hop of sound or a frame goes in, the graph's outputs come back.
import type { Manifest } from "./manifest.ts";
import type { Frame } from "../camera/pixels.ts";
import { tellsOfMemory } from "./fit.ts";
import type { Reply, Request, Result } from "./protocol.ts";

export interface Recognizer {
  hear(samples: Float32Array): Promise<Result>;
  /** Takes the frame over: it is closed afterwards. */
  see(frame: Frame): Promise<Result>;
  forget(): void;
  close(): void;
}

export interface WorkerPlaces {
  readonly worker: URL;
  /** Folder of the WebAssembly files. */
  readonly runtime: URL;
  /** What to do where one of the files is not there. */
  readonly missing: string;
}

interface Waiting {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

/** Gives the model to a worker; rejects with words for a person if the browser cannot run it. */
export function startRecognizer(worker: Worker, places: WorkerPlaces, manifest: Manifest, model: ArrayBuffer): Promise<Recognizer> {
  const waiting = new Map<number, Waiting>();
  let nAsked = 0;
  let failure: Error | null = null;
  const post = (request: Request, transfer: Transferable[] = []): void => worker.postMessage(request, transfer);
  const ask = (make: (id: number) => Request, transfer: Transferable[]): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (failure !== null) return reject(failure);
      const id = nAsked++;
      waiting.set(id, { resolve, reject });
      post(make(id), transfer);
    });
  const end = (error: Error): void => {
    worker.terminate();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const recognizer: Recognizer = {
    hear: (samples) => ask((id) => ({ kind: "sound", id, samples }), []),
    see: (frame) => ask((id) => ({ kind: "frame", id, frame }), [frame]),
    forget: () => post({ kind: "forget" }),
    close: () => end(new DOMException("stopped", "AbortError")),
  };
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      failure = new Error(`The recognizer failed: ${message}`);
      end(failure);
      void causeOf(message, places).then((words) => reject(new Error(`The recognizer could not be started: ${words}`)));
    };
    worker.addEventListener("error", (event) => fail(event.message || "its worker was not loaded."));
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      if (data.kind === "ready") resolve(recognizer);
      else if (data.kind === "result") take(waiting, data.id)?.resolve(data);
      else if (data.id === null) fail(data.message);
      else take(waiting, data.id)?.reject(new Error(`The recognizer failed: ${data.message}`));
    });
    post({ kind: "load", manifest, model, runtime: places.runtime.href }, [model]);
  });
}

/** The files that a start needs: without one of them the browser's own words lead astray. */
const NEEDED = ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"] as const;

async function causeOf(message: string, places: WorkerPlaces): Promise<string> {
  for (const url of [places.worker, ...NEEDED.map((name) => new URL(name, places.runtime))]) {
    try {
      const response = await fetch(url, { method: "HEAD", cache: "no-store", credentials: "same-origin" });
      if (!response.ok) return `\`${url.pathname}\` is not there (status ${response.status}). ${places.missing}`;
    } catch {
      return "the server does not answer. Start it again, then start here again.";
    }
  }
  if (tellsOfMemory(message)) return "this device is short of memory. Close other tabs and programs, then start again.";
  return (await runsWebAssembly()) ? message : "WebAssembly is switched off in this browser. Switch it on in the settings, or use another browser.";
}

/** Tries a module of nothing but its header: a setting or a policy may forbid what the browser knows. */
async function runsWebAssembly(): Promise<boolean> {
  try {
    await WebAssembly.compile(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    return true;
  } catch {
    return false;
  }
}

function take(waiting: Map<number, Waiting>, id: number): Waiting | undefined {
  const one = waiting.get(id);
  waiting.delete(id);
  return one;
}
