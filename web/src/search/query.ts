// What is looked for, and how: as a value, as an address, and as a request.

import { send, upload } from "../server/api.ts";
import type { ComparedPart, HitPage, ShownHit, SoundHits } from "../server/api.ts";
import type { Channel } from "../timeline/channels.ts";

export const METRICS = [
  ["embedding", "what was learned"],
  ["euclidean", "plain spectrograms"],
  ["dtw", "warped spectrograms (DTW)"],
] as const;
export type Metric = (typeof METRICS)[number][0];

export type Query =
  | { readonly kind: "event"; readonly event_id: number }
  | Stretch
  | { readonly kind: "sound"; readonly sound: Blob; readonly name: string };

export interface Stretch {
  readonly kind: "stretch";
  readonly recording_id: number;
  readonly onset_s: number;
  readonly offset_s: number;
  readonly channel: Channel;
}

export interface How {
  readonly metric: Metric;
  readonly k: number;
}

/** What the server takes in one piece. */
export const MOST_BYTES = 64 * 2 ** 20;

export interface Answer {
  readonly hits: readonly ShownHit[];
  /** Which part of a sound of one's own was compared. */
  readonly compared?: ComparedPart;
}

/** Ask the server for what is nearest, nearest first. */
export function search(query: Query, how: How, signal: AbortSignal): Promise<Answer> {
  if (query.kind === "sound") return upload<SoundHits>("POST", `/api/search/sound?metric=${how.metric}&k=${how.k}`, query.sound, signal);
  return send<HitPage>("POST", "/api/search", { ...bodyOf(query), ...how }, signal);
}

function bodyOf(query: Exclude<Query, { kind: "sound" }>): object {
  if (query.kind === "event") return { event_id: query.event_id };
  const { recording_id, onset_s, offset_s, channel } = query;
  return { recording_id, onset_s, offset_s, channel };
}

/** Read a query from an address; null where it holds none. Throws an Error in words for a person if it holds nonsense. */
export function queryIn(params: URLSearchParams): Query | null {
  if (params.has("event")) return { kind: "event", event_id: whole(params, "event") };
  if (!["recording", "from", "to"].some((name) => params.has(name))) return null;
  const recording_id = whole(params, "recording");
  const [onset_s, offset_s] = [seconds(params, "from"), seconds(params, "to")];
  if (offset_s <= onset_s) {
    throw wrong(`a stretch that ends after it begins`, `one from ${onset_s} to ${offset_s} s`);
  }
  return { kind: "stretch", recording_id, onset_s, offset_s, channel: params.has("channel") ? whole(params, "channel") : null };
}

function whole(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? "";
  if (!/^\d{1,15}$/.test(text)) throw wrong(`a whole number as \`${name}\``, shown(text));
  return Number(text);
}

function seconds(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? "";
  const value = text.trim() === "" ? NaN : Number(text);
  if (!Number.isFinite(value) || value < 0) throw wrong(`seconds as \`${name}\``, shown(text));
  return value;
}

const shown = (text: string): string => (text === "" ? "none" : `\`${text.replaceAll("`", "'").slice(0, 40)}\``);

function wrong(expected: string, received: string): Error {
  return new Error(`The address should hold ${expected}, but holds ${received}. Choose what to look for above.`);
}

/** How an address wants to search; defaults for what it does not say. */
export function howIn(params: URLSearchParams): How {
  const metric = METRICS.find(([name]) => name === params.get("metric"))?.[0] ?? "embedding";
  const k = Number(params.get("k"));
  return { metric, k: [12, 24, 48, 96].includes(k) ? k : 24 };
}

/** The address of a search, to come back to it; sounds of one's own have none. */
export function addressOf(query: Query | null, how: How | null = null): string {
  const params = new URLSearchParams();
  if (query?.kind === "event") params.set("event", String(query.event_id));
  if (query?.kind === "stretch") {
    params.set("recording", String(query.recording_id));
    params.set("from", String(Number(query.onset_s.toFixed(4))));
    params.set("to", String(Number(query.offset_s.toFixed(4))));
    if (query.channel !== null) params.set("channel", String(query.channel));
  }
  if (how !== null) {
    params.set("metric", how.metric);
    params.set("k", String(how.k));
  }
  return `/search?${params.toString()}`;
}

/** Why a file cannot be searched for, as far as one can tell before it is sent; null if nothing speaks against it. */
export function objection(file: {
  readonly name: string;
  readonly size: number;
  readonly type: string;
}): string | null {
  const size = `${(file.size / 2 ** 20).toFixed(1)} MB`;
  if (file.size === 0) return `\`${file.name}\` is empty. Choose a file with sound in it.`;
  if (file.size > MOST_BYTES)
    return `\`${file.name}\` is ${size}; at most 64 MB are accepted. Cut out the call that you are looking for, or learn from the file with \`coincide learn\`.`;
  // Browsers know no type for some kinds of sound; then the server looks.
  if (file.type !== "" && !/^(audio|video)\//.test(file.type) && file.type !== "application/ogg") {
    return `\`${file.name}\` is not a sound file (its type is ${file.type}). Choose a WAV, FLAC, OGG or MP3 file.`;
  }
  return null;
}
