// What is looked for, above what was found: to see, to hear, and to open in its recording.

import { ApiError, get } from "../server/api.ts";
import type { ComparedPart, RecordingSummary, ShownEvent } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { fail } from "../parts/notice.ts";
import { player } from "../parts/player.ts";
import type { Query, Stretch } from "./query.ts";
import { channelQuery } from "../timeline/channels.ts";
import { thumbnail } from "../parts/thumbnail.ts";
import { clock, duration } from "../parts/wording.ts";

/** `heard` is where a sound of one's own can be played from. What is not there is told by the search for it. */
export async function showQuery(
  place: HTMLElement,
  query: Query,
  heard: string | null,
  signal: AbortSignal,
): Promise<void> {
  try {
    const parts = await partsOf(query, heard, signal);
    if (signal.aborted) return;
    place.hidden = false;
    fill(place, parts);
  } catch (error) {
    if (signal.aborted) return;
    place.hidden = true;
    if (!isMissing(error)) fail(error);
  }
}

/** Shows a sound of one's own as a picture, with a frame round the part that was compared. */
export function showCompared(place: HTMLElement, name: string, heard: string | null, compared: ComparedPart): void {
  const { onset_s, offset_s, duration_s, picture } = compared;
  const isWhole = offset_s - onset_s >= 0.999 * duration_s;
  const button = h(
    "button",
    { type: "button", class: "thumbnail", "aria-label": "Play it", onclick: () => player.toggle(heard ?? "", button) },
    h("img", { alt: "", src: `data:image/png;base64,${picture}` }),
    h("span", { class: "search-compared", hidden: isWhole, vars: { "--from": String(onset_s / duration_s), "--part": String((offset_s - onset_s) / duration_s) } }),
    h("span", { class: "playhead" }),
  );
  const words = isWhole
    ? "No call stands out in it, so all of it was compared."
    : `The clearest call was compared: ${clock(onset_s, 2)} to ${clock(offset_s, 2)}, ${duration(offset_s - onset_s)}.`;
  fill(place, button, h("div", null, h("h2", null, name), h("p", { class: "soft" }, words)));
}

const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

async function partsOf(query: Query, heard: string | null, signal: AbortSignal): Promise<HTMLElement[]> {
  if (query.kind === "sound") return [h("h2", null, query.name), playButton(heard ?? "")];
  if (query.kind === "event") return eventParts(await get<ShownEvent>(`/api/events/${query.event_id}`, signal));
  return stretchParts(query, await get<RecordingSummary>(`/api/recordings/${query.recording_id}`, signal));
}

function playButton(url: string): HTMLElement {
  const button = h("button", { type: "button", onclick: () => player.toggle(url, button) }, "Play it");
  return button;
}

function stretchParts(query: Stretch, recording: RecordingSummary): HTMLElement[] {
  const channel = channelQuery(query.channel);
  const stretch = `from_s=${query.onset_s}&to_s=${query.offset_s}${channel}`;
  const base = `/api/recordings/${query.recording_id}`;
  const button = h(
    "button",
    {
      type: "button",
      class: "thumbnail",
      "aria-label": "Play the stretch",
      onclick: () => player.toggle(`${base}/sound.wav?${stretch}&expand=1`, button),
    },
    h("img", { alt: "", src: `${base}/spectrogram.png?${stretch}&width=320&height=180` }),
    h("span", { class: "playhead" }),
  );
  const times = `${clock(query.onset_s, 2)} to ${clock(query.offset_s, 2)}, ${duration(query.offset_s - query.onset_s)}`;
  return [
    button,
    h(
      "div",
      null,
      h("h2", null, `A stretch of ${recording.name}`),
      h("p", { class: "soft" }, times, query.channel !== null && `, channel ${query.channel}`),
      h("a", { href: `/recordings/${query.recording_id}?at=${query.onset_s}${channel}` }, "In its recording"),
    ),
  ];
}

function eventParts(event: ShownEvent): HTMLElement[] {
  const name = event.label ?? event.category_name ?? (event.category === null ? "A call in no category" : `A call of category ${event.category}`);
  const length = duration(event.offset_s - event.onset_s);
  return [
    thumbnail(event),
    h(
      "div",
      null,
      h("h2", null, name),
      h("p", { class: "soft" }, `${event.recording_name} at ${clock(event.onset_s, 2)}, ${length}`),
      h("a", { href: `/recordings/${event.recording_id}?at=${event.onset_s}&event=${event.id}` }, "In its recording"),
    ),
  ];
}
