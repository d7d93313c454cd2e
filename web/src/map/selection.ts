// What stands beside the map about the events that are selected: one of them, or many at once.

import { get } from "../server/api.ts";
import type { ShownEvent } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { labelForm } from "../server/labeling.ts";
import type { LabelForm } from "../server/labeling.ts";
import { trouble } from "../server/load.ts";
import type { Share } from "./looks.ts";
import { thumbnail } from "../parts/thumbnail.ts";
import { band, certain, clock, count, counted, duration, sureness } from "../parts/wording.ts";

const MOST_PICTURES = 12;

export interface SelectionEvents {
  label(label: string): void;
  clear(): void;
}

/** Tell what the map can do, before anything is selected. */
export function showHint(root: HTMLElement): void {
  fill(
    root,
    h("h2", null, "Nothing selected"),
    h(
      "p",
      { class: "soft" },
      "Press a point to select its call; tap it, or hover over it, to see and hear it. ",
      "Press Lasso, or hold ",
      h("kbd", null, "Shift"),
      ", and drag around several to give them one label.",
    ),
  );
}

/** Show one event; returns its form, to be focused. */
export async function showEvent(
  root: HTMLElement,
  eventId: number,
  names: readonly string[],
  signal: AbortSignal,
  events: SelectionEvents,
): Promise<ShownEvent | null> {
  try {
    const event = await get<ShownEvent>(`/api/events/${eventId}`, signal);
    fill(
      root,
      header(event.label ?? "No label yet", events),
      thumbnail(event),
      facts(event),
      links(event),
      labelForm(names, "Label it", events.label).element,
    );
    return event;
  } catch (error) {
    if (!signal.aborted) fill(root, trouble(error));
    return null;
  }
}

/** Show many events: how many, of what kind, a few of them to see and hear, and the form. */
export function showMany(
  root: HTMLElement,
  eventIds: readonly number[],
  shares: readonly Share[],
  names: readonly string[],
  events: SelectionEvents,
): LabelForm {
  const form = labelForm(names, `Label ${counted(eventIds.length, "event")}`, events.label);
  const step = Math.max(Math.ceil(eventIds.length / MOST_PICTURES), 1);
  const shown = eventIds.filter((_, place) => place % step === 0);
  fill(
    root,
    header(`${counted(eventIds.length, "event")} selected`, events),
    h(
      "ul",
      { class: "shares" },
      shares.map(({ name, n }) => h("li", null, h("span", null, name), h("span", { class: "soft tabular" }, count(n)))),
    ),
    h(
      "div",
      { class: "map-samples" },
      shown.map((id) => thumbnail({ id }, { height: 64 })),
    ),
    form.element,
  );
  return form;
}

function header(title: string, events: SelectionEvents): HTMLElement {
  const close = h(
    "button",
    { type: "button", class: "quiet", "aria-label": "Clear the selection", onclick: events.clear },
    "×",
  );
  return h("header", { class: "row spread" }, h("h2", null, title), close);
}

function facts(event: ShownEvent): HTMLElement {
  const sure =
    event.category === null
      ? "in no category"
      : `category ${event.category}, ${sureness(event.certainty)} (${certain(event.certainty)})`;
  return h(
    "p",
    { class: "soft small" },
    `${event.recording_name} at ${clock(event.onset_s, 2)}, ${duration(event.offset_s - event.onset_s)}, ${band(event.low_hz, event.high_hz)}; ${sure}`,
  );
}

function links(event: ShownEvent): HTMLElement {
  return h(
    "p",
    { class: "row" },
    h(
      "a",
      { href: `/recordings/${event.recording_id}?at=${event.onset_s.toFixed(3)}&event=${event.id}` },
      "In its recording",
    ),
    h("a", { href: `/search?event=${event.id}` }, "Find similar"),
    event.category !== null && h("a", { href: `/categories/${event.category}` }, `Category ${event.category}`),
  );
}
