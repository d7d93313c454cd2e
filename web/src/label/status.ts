// The line that says whether the answers are stored. It says so only if all of them are.

import type { ApiError } from "../server/api.ts";
import { counted } from "../parts/wording.ts";

export interface Storing {
  readonly nWaiting: number;
  readonly trouble: ApiError | null;
  readonly refusal: string | null;
}

/** What a person has to know about answers that the server does not have. */
export function storingSentence({ nWaiting, trouble, refusal }: Storing): string {
  if (nWaiting > 0 && trouble !== null) return waitingSentence(nWaiting, trouble);
  if (nWaiting > 0) return `Storing ${counted(nWaiting, "answer")}…`;
  if (refusal !== null) return `Your last answer was not stored: ${refusal}`;
  return "All answers are stored.";
}

/** Why answers wait, what a person can do, and that they are safe meanwhile. */
export function waitingSentence(nWaiting: number, trouble: ApiError): string {
  const yours = `your ${counted(nWaiting, "answer")} ${nWaiting === 1 ? "is" : "are"}`;
  if (trouble.status === 401) {
    return `Not stored yet: the server was restarted and has a new key. Open the new address that \`coincide serve\` printed; ${yours} kept here, and stored once you have.`;
  }
  return `Not stored yet, trying again; ${yours} kept here. ${trouble.message}`;
}
