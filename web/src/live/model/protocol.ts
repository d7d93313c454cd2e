// What the page and the worker say to each other.
import type { Manifest } from "./manifest.ts";
import type { Frame } from "../camera/pixels.ts";

export type Request =
  /** Starts the runtime, which a model needs later; says nothing if all is well. */
  | { readonly kind: "prepare"; readonly runtime: string }
  | { readonly kind: "load"; readonly manifest: Manifest; readonly model: ArrayBuffer; readonly runtime: string }
  | { readonly kind: "sound"; readonly id: number; readonly samples: Float32Array }
  | { readonly kind: "frame"; readonly id: number; readonly frame: Frame }
  /** What was heard so far no longer counts: sound was dropped, or begins anew. */
  | { readonly kind: "forget" };

/** The graph's outputs by name, and the time that the run took. */
export interface Result {
  readonly outputs: Readonly<Record<string, Float32Array>>;
  readonly ms: number;
}

export type Reply =
  | { readonly kind: "ready" }
  | ({ readonly kind: "result"; readonly id: number } & Result)
  | { readonly kind: "failed"; readonly id: number | null; readonly message: string };
