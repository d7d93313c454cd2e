// What stands above a timeline: which recording it is.

import type { RecordingSummary } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { counted, duration, frequency } from "../parts/wording.ts";

export function recordingHead({ name, duration_s, sample_rate_hz, n_events }: RecordingSummary): HTMLElement {
  const facts = [duration(duration_s), frequency(sample_rate_hz), counted(n_events, "event")];
  return h(
    "header",
    null,
    h("h1", null, name),
    h("p", { class: "soft" }, facts.join(", ")),
    h("a", { href: "/recordings" }, "All recordings"),
  );
}
