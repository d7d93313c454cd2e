// What stands above a timeline: which recording it is.

import type { Recording } from "../api.ts";
import { h } from "../dom.ts";
import { counted, duration, frequency } from "../wording.ts";

export function recordingHead({ name, duration_s, sample_rate_hz, n_events }: Recording): HTMLElement {
  const facts = [duration(duration_s), frequency(sample_rate_hz), counted(n_events, "event")];
  return h(
    "header",
    null,
    h("h1", null, name),
    h("p", { class: "soft" }, facts.join(", ")),
    h("a", { href: "/recordings" }, "All recordings"),
  );
}
