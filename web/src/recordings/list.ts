// All recordings, with what was found in them.

import { get } from "../server/api.ts";
import type { RecordingSummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { count, counted, duration, frequency, moment } from "../parts/wording.ts";

/** More rows would make the page slow; the filter finds the others. */
const MOST_ROWS = 500;

export function recordingList(root: HTMLElement, signal: AbortSignal): void {
  const body = h("div");
  root.append(h("header", null, h("h1", null, "Recordings")), body);
  void load(
    body,
    () => get<RecordingSummary[]>("/api/recordings", signal),
    (recordings) => show(body, recordings),
  );
}

function show(root: HTMLElement, recordings: readonly RecordingSummary[]): void {
  if (recordings.length === 0) {
    root.append(
      h(
        "p",
        { class: "empty" },
        "No recordings yet. ",
        h("code", null, "coincide learn FOLDER"),
        " reads those of a folder.",
      ),
    );
    return;
  }
  const rows = h("tbody");
  const filter = h("input", { type: "search", placeholder: "part of a name", oninput: () => list() });
  const shown = h("p", { class: "soft small", role: "status" });
  const list = (): void => {
    const wanted = filter.value.toLowerCase();
    const found = recordings.filter((recording) => recording.name.toLowerCase().includes(wanted));
    fill(rows, found.slice(0, MOST_ROWS).map(row));
    const rest = found.length > MOST_ROWS ? `, the first ${count(MOST_ROWS)} of them shown` : "";
    fill(shown, `${counted(found.length, "recording")}${rest}`);
  };
  root.append(
    h("div", { class: "row spread" }, h("label", { class: "field" }, "Find", filter), shown),
    h(
      "div",
      { class: "scroll panel recording-list", tabindex: 0, role: "region", "aria-label": "List of recordings" },
      h("table", null, head(), rows),
    ),
  );
  list();
}

function head(): HTMLElement {
  const cells = [
    ["Recording", ""],
    ["Events", "number"],
    ["Length", "number"],
    ["Sample rate", "number"],
    ["Channels", "number"],
    ["Started", ""],
  ] as const;
  return h(
    "thead",
    null,
    h(
      "tr",
      null,
      cells.map(([text, kind]) => h("th", { scope: "col", class: kind || null }, text)),
    ),
  );
}

function row(recording: RecordingSummary): HTMLElement {
  return h(
    "tr",
    null,
    h(
      "td",
      null,
      h("a", { href: `/recordings/${recording.id}` }, recording.name),
      !recording.is_present && h("span", { class: "tag warn" }, "file is gone"),
    ),
    h("td", { class: "number" }, count(recording.n_events)),
    h("td", { class: "number" }, duration(recording.duration_s)),
    h("td", { class: "number" }, frequency(recording.sample_rate_hz)),
    h("td", { class: "number" }, recording.n_channels),
    h(
      "td",
      null,
      recording.started_at === null ? h("span", { class: "soft" }, "not known") : moment(recording.started_at),
    ),
  );
}
