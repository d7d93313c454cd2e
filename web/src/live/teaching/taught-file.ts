// Taught classes as JSON, to take to another device and to bring back.
import { Taught } from "./taught.ts";

const FORMAT = 1;

/** Which embedding the examples belong to: those of another model mean nothing here. */
export interface Maker {
  readonly kind: "sound" | "image";
  readonly embeddingKey: string;
}

export function writeTaught(taught: Taught, maker: Maker): string {
  const classes = taught.classes.map(({ name, examples }) => ({
    name,
    examples: examples.map(({ embedding }) => Array.from(embedding, (value) => Number(value.toFixed(5)))),
  }));
  return JSON.stringify({ format: FORMAT, kind: maker.kind, model: maker.embeddingKey, classes });
}

/** Adds what `text` holds to `into`, returns how many examples it held; throws an Error in words for a person. */
export function readTaught(text: string, into: Taught, maker: Maker, dim: number): number {
  const classes = parse(text, maker);
  let nRead = 0;
  for (const { name, examples } of classes) {
    for (const example of examples) {
      if (example.length !== dim) throw wrong(`examples of ${dim} numbers`, `${example.length}`);
      into.add(name, `file ${nRead++}`, Float32Array.from(example));
    }
  }
  return nRead;
}

interface Written {
  readonly name: string;
  readonly examples: readonly (readonly number[])[];
}

function parse(text: string, maker: Maker): readonly Written[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw wrong("JSON", "something else");
  }
  const file = (json ?? {}) as Record<string, unknown>;
  if (file["format"] !== FORMAT || !Array.isArray(file["classes"])) throw wrong("taught examples", "other JSON");
  if (file["kind"] !== maker.kind) throw wrong(`examples of ${maker.kind}`, `examples of ${String(file["kind"])}`);
  if (file["model"] !== maker.embeddingKey) {
    throw new Error("These examples were taught to another model, and cannot be compared with what this one hears or sees. Teach them again here.");
  }
  if (!file["classes"].every(isWritten)) throw wrong("named lists of numbers", "other JSON");
  return file["classes"];
}

function isWritten(value: unknown): value is Written {
  const { name, examples } = (value ?? {}) as Partial<Written>;
  const areNumbers = (row: unknown): boolean => Array.isArray(row) && row.every((one) => Number.isFinite(one));
  return typeof name === "string" && name !== "" && Array.isArray(examples) && examples.every(areNumbers);
}

function wrong(expected: string, received: string): Error {
  return new Error(`The file should hold ${expected}, but holds ${received}. Choose a file that this page saved.`);
}
