// Fetches the recognizer: its manifest first, then the model, checked against the manifest before it is run.
import { ApiError, explain, isAborted } from "../../server/api.ts";
import { readManifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";

export interface ModelPlaces {
  readonly manifest: URL;
  readonly model: URL;
  /** What to do where there is none, if the server does not say. */
  readonly missing: string;
}

/** Downloads the model that a manifest describes; `onShare` hears how much of it is there, from 0 to 1. Rejects with words for a person. */
export async function downloadModel(places: ModelPlaces, manifest: Manifest, onShare: (share: number) => void, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await ask(places.model, places.missing, signal);
  const model = await collect(response, manifest.size, onShare);
  await check(model, manifest);
  return model;
}

/** Downloads what describes a recognizer of `kind`. */
export async function downloadManifest(places: ModelPlaces, kind: Manifest["kind"], signal: AbortSignal): Promise<Manifest> {
  const response = await ask(places.manifest, places.missing, signal);
  const json: unknown = await response.json().catch((error: unknown) => {
    if (signal.aborted) throw error;
    // Some hosts send a page of theirs for whatever they do not have.
    throw new ApiError(404, `Expected a recognizer at \`${places.manifest.pathname}\`, got something else. ${places.missing}`);
  });
  const manifest = readManifest(json);
  if (manifest.kind === kind) return manifest;
  throw new Error(`There should be a recognizer for ${kind} at \`${places.manifest.pathname}\`, but it is for ${manifest.kind}.`);
}

async function ask(url: URL, missing: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(0, `The recognizer could not be fetched from \`${url.pathname}\`: the server does not answer.`);
  }
  if (response.ok) return response;
  const detail: unknown = await response.json().then((json: { detail?: unknown }) => json.detail, () => undefined);
  const isUnexplained = response.status === 404 && typeof detail !== "string";
  throw new ApiError(response.status, isUnexplained ? missing : explain(response.status, detail));
}

async function collect(response: Response, size: number, onShare: (share: number) => void): Promise<ArrayBuffer> {
  if (response.body === null) return response.arrayBuffer();
  const bytes = new Uint8Array(size);
  let n = 0;
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      if (isAborted(error)) throw error;
      throw new ApiError(0, `The download of the recognizer broke off after ${n} of ${size} bytes. Is the server still running? Start again.`);
    });
    if (done) break;
    if (n + value.length > size) throw damaged(`more than ${size} bytes`, size);
    bytes.set(value, n);
    n += value.length;
    onShare(n / size);
  }
  if (n < size) throw damaged(`${n} bytes`, size);
  return bytes.buffer;
}

async function check(model: ArrayBuffer, manifest: Manifest): Promise<void> {
  // Browsers compute digests only for secure addresses; without one there is no device to listen to either.
  if (globalThis.crypto?.subtle === undefined) return;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", model));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== manifest.sha256) throw damaged("other bytes", manifest.size);
}

function damaged(received: string, size: number): Error {
  return new Error(`The recognizer should be the ${size} bytes that its manifest describes, but ${received} came. Export it again, or reload the page.`);
}
