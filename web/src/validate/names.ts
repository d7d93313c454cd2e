// Which names a sample may be about, and how many of them a form lists.

import type { SurveyFacts } from "../server/api.ts";

const MOST_SHOWN = 200;

/** Names with events that the form lists, and how many more there are. */
export function namesToCheck(facts: Pick<SurveyFacts, "names">): { shown: SurveyFacts["names"]; n_more: number } {
  const named = facts.names.filter(({ name, n_events }) => n_events > 0 && name !== "unsure" && name !== "noise");
  return { shown: named.slice(0, MOST_SHOWN), n_more: Math.max(0, named.length - MOST_SHOWN) };
}
