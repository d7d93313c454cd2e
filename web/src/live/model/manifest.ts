// What a recognizer says about itself: written by the exporter beside the ONNX file, checked here before anything runs.

interface Described {
  readonly labels: readonly string[];
  readonly unknownThreshold: number;
  readonly embeddingDim: number;
  readonly sha256: string;
  /** Which embeddings it gives: other labels make another file, and what was taught stays where it is. */
  readonly embeddingKey: string;
  readonly size: number;
  /** Where the model came from, in words. */
  readonly name: string;
  /** What a person should know: license, limits. */
  readonly notes: readonly string[];
}

export interface SoundManifest extends Described {
  readonly kind: "sound";
  readonly sampleRateHz: number;
  readonly hopSamples: number;
  readonly nSlots: number;
  readonly stateSize: number;
  /** From the end of a call to its name, at most. */
  readonly latencyS: number;
  /** The name given to what is no call, or null. */
  readonly noiseLabel: string | null;
}

export interface ImageManifest extends Described {
  readonly kind: "image";
  /** Coarser names, each after the one above it; none where the recognizer has no groups. */
  readonly groups: readonly string[];
  /** Place of the group above each group, or -1. */
  readonly groupAbove: readonly number[];
  /** Place of the narrowest group of each label, or -1. */
  readonly groupOf: readonly number[];
  /** Labels that are never shown by themselves. */
  readonly unfit: readonly number[];
  /** The embedding that pictures have on average, of unit length; empty where nobody knows it. */
  readonly usual: readonly number[];
}

export type Manifest = SoundManifest | ImageManifest;

/** Reads a manifest; throws an Error that says what is wrong with it. */
export function readManifest(json: unknown): Manifest {
  const field = fieldsOf(json);
  const described: Described = {
    labels: field.texts("labels"),
    unknownThreshold: field.number("unknown_threshold"),
    embeddingDim: field.number("embedding_dim"),
    sha256: field.text("sha256"),
    embeddingKey: field.optionalText("embedding_key") || field.text("sha256"),
    size: field.number("size"),
    name: field.optionalText("name") ?? field.optionalText("catalog") ?? "recognizer",
    notes: field.optionalTexts("notes"),
  };
  if (field.text("kind") === "image") {
    const [groups, groupAbove, groupOf] = [field.optionalTexts("groups"), field.optionalNumbers("group_above"), field.optionalNumbers("group_of")];
    return { kind: "image", ...described, groups, groupAbove, groupOf, unfit: field.optionalNumbers("unfit"), usual: field.optionalNumbers("usual") };
  }
  if (field.text("kind") !== "sound") throw wrong("kind", "`sound` or `image`", field.text("kind"));
  const noise = field.optionalNumber("noise_label");
  return {
    kind: "sound",
    ...described,
    sampleRateHz: field.number("sample_rate_hz"),
    hopSamples: field.number("hop_samples"),
    nSlots: field.number("n_slots"),
    stateSize: field.number("state_size"),
    latencyS: field.optionalNumber("latency_s") ?? 0,
    noiseLabel: noise === null ? null : (described.labels[noise] ?? null),
  };
}

interface Fields {
  text(name: string): string;
  number(name: string): number;
  texts(name: string): string[];
  optionalText(name: string): string | null;
  optionalNumber(name: string): number | null;
  optionalTexts(name: string): string[];
  optionalNumbers(name: string): number[];
}

function fieldsOf(json: unknown): Fields {
  if (typeof json !== "object" || json === null) throw wrong("manifest", "an object", json);
  const values = json as Record<string, unknown>;
  const optional = <T>(name: string, check: (value: unknown) => value is T): T | null => {
    const value = values[name];
    return check(value) ? value : null;
  };
  const needed = <T>(name: string, what: string, check: (value: unknown) => value is T): T => {
    const value = optional(name, check);
    if (value === null) throw wrong(name, what, values[name]);
    return value;
  };
  return {
    text: (name) => needed(name, "a text", isText),
    number: (name) => needed(name, "a number", isNumber),
    texts: (name) => needed(name, "a list of texts", areTexts),
    optionalText: (name) => optional(name, isText),
    optionalNumber: (name) => optional(name, isNumber),
    optionalTexts: (name) => optional(name, areTexts) ?? [],
    optionalNumbers: (name) => optional(name, areNumbers) ?? [],
  };
}

const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const areNumbers = (value: unknown): value is number[] => Array.isArray(value) && value.every(isNumber);

function wrong(name: string, expected: string, received: unknown): Error {
  const shown = JSON.stringify(received) ?? "nothing";
  return new Error(`The recognizer's manifest should hold ${expected} as \`${name}\`, but holds ${shown.slice(0, 60)}. Export it again.`);
}
