// The name that Enter gives.

import type { Suggestion } from "../server/api.ts";

/** Below this, another name, or a new one, is likelier than the best of the suggestions. */
const LIKELY = 0.5;

/** The name that a question's calls probably have; null if none is at least 50% likely. */
export function likelyName([best]: readonly Suggestion[]): string | null {
  return best !== undefined && best.score >= LIKELY ? best.name : null;
}
