// What stands above a timeline: which recording it is.

import type { RecordingSummary } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { began } from "./list.ts";
import { counted, duration, frequency } from "../parts/wording.ts";

export function recordingHead(recording: RecordingSummary): HTMLElement {
  const { name, duration_s, sample_rate_hz, n_events, site, started_at } = recording;
  const facts = [duration(duration_s), frequency(sample_rate_hz), counted(n_events, "event")];
  return h(
    "header",
    null,
    h("h1", null, name),
    h("p", { class: "soft" }, facts.join(", "), site !== "" && `, at ${site}`, started_at !== null && [", began ", h("span", { class: "whole" }, began(recording))]),
    h("a", { href: "/recordings" }, "All recordings"),
  );
}
