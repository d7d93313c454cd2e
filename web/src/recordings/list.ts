// All recordings, with what was found in them.

import { get } from "../server/api.ts";
import type { RecordingSummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import type { Child } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { count, counted, duration, frequency, placeTime } from "../parts/wording.ts";

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
        " reads those in a folder.",
      ),
    );
    return;
  }
  const rows = h("tbody");
  const filter = h("input", { type: "search", placeholder: "name, site or date", oninput: () => list() });
  const shown = h("p", { class: "soft small", role: "status" });
  const list = (): void => {
    const wanted = filter.value.toLowerCase();
    const found = recordings.filter((recording) => words(recording).includes(wanted));
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
    ["Site", ""],
    ["Began", ""],
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
    h("td", null, recording.site === "" ? unknown() : recording.site),
    h("td", { class: "tabular" }, began(recording)),
  );
}

function words({ name, site, recorder, time_local, started_at }: RecordingSummary): string {
  return [name, site, recorder, placeTime(time_local ?? started_at ?? "")].join(" ").toLowerCase();
}

/** Returns when a recording began, and says so if nobody knows in which time zone. */
export function began({ time_local, started_at }: RecordingSummary): Child {
  if (time_local !== null) return placeTime(time_local);
  return started_at === null ? unknown() : [placeTime(started_at), h("span", { class: "soft" }, ", zone not known")];
}

function unknown(): HTMLElement {
  return h("span", { class: "soft" }, "not known");
}
