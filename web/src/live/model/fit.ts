// Whether a model can be run, and whether its manifest describes it: a file may be edited, or come from another export.
import type { Manifest } from "./manifest.ts";
import { N_FACTS } from "./calls.ts";
import type { Result } from "./protocol.ts";

/** What is said of a model that the runtime refuses, instead of the runtime's own words about its graph. */
export const UNREADABLE = "its model is damaged, or is no model that this page can run. Export it again.";
/** What is said of a model that refuses the shapes which the manifest gives. */
export const UNFIT = "its manifest and its model do not belong together. Export it again.";

/** Says what is wrong if the outputs of a run do not have the sizes that the manifest describes, or null. */
export function misfit(manifest: Manifest, outputs: Result["outputs"]): string | null {
  const nRows = manifest.kind === "sound" ? manifest.nSlots : 1;
  const given = (name: string, per: number): number => (outputs[name]?.length ?? 0) / per;
  const sizes: [string, number, number][] = [
    ["labels", manifest.labels.length, given("probabilities", nRows)],
    ["embedding_dim", manifest.embeddingDim, given("embedding", nRows)],
  ];
  if (manifest.kind === "sound") sizes.unshift(["n_slots", nRows, given("events", N_FACTS)]);
  const wrong = sizes.find(([, described, received]) => described !== received);
  if (wrong === undefined) return null;
  const [name, described, received] = wrong;
  return `its model gives ${received} for \`${name}\`, but its manifest describes ${described}. Export it again.`;
}

/** Whether words of the runtime or the browser say that memory is short. */
export const tellsOfMemory = (message: string): boolean => /memory|alloc|\boom\b/i.test(message);
