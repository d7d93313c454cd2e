// What stands under a timeline about the event that is chosen or the stretch that is marked.

import type { ShownEvent } from "../server/api.ts";
import { colorOf, inkOn } from "../drawing/colors.ts";
import { h } from "../parts/dom.ts";
import { labelForm, putLabels } from "../server/labeling.ts";
import type { Span } from "../timeline/drawing.ts";
import { thumbnail } from "../parts/thumbnail.ts";
import { band, certain, clock, duration, eventName, sureness, whenAndWhere } from "../parts/wording.ts";

export function nothingChosen(): HTMLElement {
  return h(
    "p",
    { class: "soft" },
    "Press an event to hear it and to give it a label. Drag or scroll to move; two fingers, or ",
    h("kbd", null, "Ctrl"),
    " and the wheel, zoom. To search for similar sounds, press Mark a stretch, or hold ",
    h("kbd", null, "Shift"),
    ", and drag over a sound.",
  );
}

/** What an event is, as far as one knows. */
export function kindOf(event: ShownEvent): string {
  return eventName(event) ?? "in no category";
}

export function chosenEvent(event: ShownEvent, names: readonly string[], changed: () => void): HTMLElement {
  const form = labelForm(names, "Label it", (label) => void putLabels([event.id], label, changed));
  return h(
    "div",
    { class: "chosen" },
    thumbnail(event),
    h(
      "div",
      null,
      h(
        "h2",
        { class: "row" },
        badge(event),
        event.label ?? event.category_name ?? (event.category === null ? "In no category" : `Category ${event.category}`),
      ),
      h(
        "p",
        { class: "soft small" },
        `At ${clock(event.onset_s, 3)}, ${duration(event.offset_s - event.onset_s)}, ${band(event.low_hz, event.high_hz)}, ${event.snr_db.toFixed(0)} dB above the background; ${sureness(event.certainty)} (${certain(event.certainty)})${whenAndWhere(event)}`,
      ),
      h(
        "p",
        { class: "row" },
        h("a", { href: `/search?event=${event.id}` }, "Find similar"),
        event.category !== null && h("a", { href: `/categories/${event.category}` }, "Its category"),
        event.slowdown > 1 && h("span", { class: "tag" }, `played ${event.slowdown} times slower`),
      ),
    ),
    form.element,
  );
}

function badge(event: ShownEvent): HTMLElement {
  const color = colorOf(event.category);
  return h("span", { class: "badge", vars: { "--k": color, "--on-k": inkOn(color) } }, event.category ?? "?");
}

export function chosenSpan(span: Span, play: () => void, search: () => void): HTMLElement {
  return h(
    "div",
    { class: "row" },
    h("h2", null, `${clock(span.onset_s, 3)} to ${clock(span.offset_s, 3)}`),
    h("span", { class: "soft" }, duration(span.offset_s - span.onset_s)),
    h("button", { type: "button", onclick: play }, "Play ", h("kbd", null, "Space")),
    h("button", { type: "button", class: "primary", onclick: search }, "Search for this ", h("kbd", null, "F")),
  );
}
