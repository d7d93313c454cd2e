// Talks to the server. Every failure becomes an ApiError whose message can be shown to a person as it is.

import type { UndoResult } from "./api.types.ts";

export type * from "./api.types.ts";

/** A request that failed; `status` is 0 where no answer came. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

type Method = "POST" | "PUT" | "DELETE";

/** Reads JSON from `path`, for example `/api/overview`. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return jsonOf<T>(await answer(path, { ...withSignal(signal) }), signal);
}

/** Reads bytes, for example the positions of the map. */
export async function getBytes(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  return bytesOf(await answer(path, { ...withSignal(signal) }), signal);
}

/** Bytes about the events of a model. */
export interface ModelPart {
  /** Id of the model. */
  readonly model: string | null;
  readonly bytes: ArrayBuffer;
}

/** Reads bytes and which model they come from. */
export async function getPart(path: string, signal: AbortSignal): Promise<ModelPart> {
  const response = await answer(path, { signal });
  return { model: response.headers.get("X-Model"), bytes: await bytesOf(response, signal) };
}

/** Sends JSON and reads the JSON that comes back. */
export async function send<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return jsonOf<T>(await answer(path, { ...withJson(method, body), ...withSignal(signal) }), signal);
}

/** A change that a person made: what the server said, and by what it can be undone. */
export interface Change<T> {
  readonly said: T;
  readonly id: number;
}

/** The changes of this page that were not taken back, the newest last; others may change the catalog at the same time. */
const standing: number[] = [];

/** Sends a change and reads the JSON that comes back. */
export async function sendChange<T>(method: Method, path: string, body?: unknown): Promise<Change<T>> {
  const response = await answer(path, withJson(method, body));
  const id = Number(response.headers.get("X-Change"));
  standing.push(id);
  return { said: await jsonOf<T>(response), id };
}

/** Takes a change back, or the last one that was made here; returns what it was, null if there is none. */
export async function undo(change?: number): Promise<string | null> {
  const id = change ?? standing.at(-1);
  if (id === undefined) return null;
  let undone: string | null;
  try {
    ({ undone } = await send<UndoResult>("POST", "/api/undo", { change: id }));
  } catch (error) {
    // What others have built on stays for good; the next undo takes back what was changed before it.
    if (!mayPass(error)) forget(id);
    throw error;
  }
  forget(id);
  return undone === null && change === undefined ? undo() : undone;
}

function forget(change: number): void {
  if (standing.includes(change)) standing.splice(standing.indexOf(change), 1);
}

/** Sends a file or a recorded clip as it is, and reads the JSON that comes back. */
export async function upload<T>(method: Method, path: string, blob: Blob, signal?: AbortSignal): Promise<T> {
  const headers = { "Content-Type": blob.type || "application/octet-stream" };
  return jsonOf<T>(await answer(path, { method, body: blob, headers, ...withSignal(signal) }), signal);
}

/** Asks for nothing but whether the server answers; fails as all requests do. */
export async function reach(path: string): Promise<void> {
  await answer(path, { method: "HEAD", cache: "no-store" });
}

/** Says whether `error` only means that the page was left before the answer came. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

// What passes when the server, the network, another command or the person does something; all else is final.
const PASSING: ReadonlySet<number> = new Set([
  0, // no answer
  401, // the server was started again and has a new key
  403, // something between page and server hides where this came from
  408, // too slow
  409, // another command is writing
  421, // the server answers to another name
  425,
  429, // too much at once
]);

/** Whether a failure says nothing about what was sent, so that it is worth another try. */
export function mayPass(error: unknown): error is ApiError {
  return error instanceof ApiError && (PASSING.has(error.status) || error.status >= 500);
}

/** Returns words for a person, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function withJson(method: Method, body: unknown): RequestInit {
  if (body === undefined) return { method };
  return { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
}

// `exactOptionalPropertyTypes` tells "no signal" from "signal: undefined".
function withSignal(signal: AbortSignal | undefined): RequestInit {
  return signal === undefined ? {} : { signal };
}

async function answer(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...init });
  } catch (error) {
    throw broken(error, "The server does not answer. Is `coincide serve` still running?", init.signal);
  }
  if (!response.ok) throw new ApiError(response.status, explain(response.status, await detailOf(response)));
  return response;
}

async function jsonOf<T>(response: Response, signal?: AbortSignal): Promise<T> {
  return whole(() => response.json() as Promise<T>, signal);
}

async function bytesOf(response: Response, signal?: AbortSignal): Promise<ArrayBuffer> {
  return whole(() => response.arrayBuffer(), signal);
}

async function whole<T>(read: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw broken(error, "The server's answer was cut off. Is `coincide serve` still running?", signal);
  }
}

// Who presses Stop or Escape while a page loads also aborts its requests, and stays to see what is missing.
function broken(error: unknown, words: string, signal?: AbortSignal | null): unknown {
  if (!isAborted(error)) return new ApiError(0, words);
  return signal?.aborted === true ? error : new ApiError(0, "Loading was stopped.");
}

async function detailOf(response: Response): Promise<unknown> {
  try {
    return ((await response.json()) as { detail?: unknown }).detail;
  } catch {
    return undefined;
  }
}

/** Returns the server's own sentence if it sent one, else what the status means. */
export function explain(status: number, detail: unknown): string {
  if (typeof detail === "string" && detail !== "") return detail;
  if (Array.isArray(detail) && detail.length > 0) return detail.map(fieldMessage).join("; ");
  if (status === 401) return "This browser has no access. Open the address that `coincide serve` printed last.";
  if (status === 413) return "That is more than the server accepts at once.";
  return `The server answered with status ${status}.`;
}

// FastAPI's list of what is wrong with which field.
function fieldMessage(item: unknown): string {
  const { loc, msg } = item as { loc?: readonly unknown[]; msg?: string };
  const field = (loc ?? []).filter((part) => part !== "body" && part !== "query" && part !== "path").join(".");
  return field === "" ? (msg ?? "not valid") : `${field}: ${msg ?? "not valid"}`;
}
