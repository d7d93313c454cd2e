// Settings as lines of "stage.name" and value, and which of them differ between two runs.
import type { Run } from "../server/api.ts";

export interface Setting {
  readonly name: string;
  readonly value: string;
}

/** What a setting without a value is called. */
export const NOTHING = "not given";

/** { events: { onset_z: 4.5 } } → [{ name: "events.onset_z", value: "4.5" }]. */
export function flat(tree: Readonly<Record<string, unknown>> | null, prefix = ""): Setting[] {
  return Object.entries(tree ?? {}).flatMap(([name, value]) =>
    isTree(value) ? flat(value, `${prefix}${name}.`) : [{ name: prefix + name, value: plain(value) }],
  );
}

/** "scores.n_matched" → "scores, number of matched": a result is read, while a setting is typed as it is called. */
export function resultName(name: string): string {
  return name.replaceAll(".", ", ").replace(/(^| )n_/, "$1number of ").replaceAll("_", " ");
}

/** Returns the names of settings that have another value now, or are new or gone. */
export function changedSettings(before: Readonly<Record<string, unknown>>, now: Readonly<Record<string, unknown>>): string[] {
  const old = new Map(flat(before).map(({ name, value }) => [name, value]));
  const current = flat(now);
  const gone = [...old.keys()].filter((name) => !current.some((setting) => setting.name === name));
  return [...current.filter(({ name, value }) => old.get(name) !== value).map(({ name }) => name), ...gone];
}

/** Returns the last run of the same command before `run`, or null. */
export function previousLike(run: Run, runs: readonly Run[]): Run | null {
  const earlier = runs.filter((one) => one.command === run.command && one.id < run.id);
  return earlier.reduce<Run | null>((last, one) => (last === null || one.id > last.id ? one : last), null);
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;
}

function plain(value: unknown): string {
  if (value === null || value === "") return NOTHING;
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  return typeof value === "string" ? value : JSON.stringify(value);
}
