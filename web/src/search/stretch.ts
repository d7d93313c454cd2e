// Looking for what sounds like a stretch that one marks on the spectrogram of a recording.

import { get } from "../server/api.ts";
import type { RecordingSummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { EventStore } from "../timeline/event-store.ts";
import { bindKeys } from "../shell/keys.ts";
import { load } from "../server/load.ts";
import { fail } from "../parts/notice.ts";
import type { Stop } from "../shell/page.ts";
import { together } from "../shell/page.ts";
import type { Query, Stretch } from "./query.ts";
import { channelPicker, channelsOf } from "../timeline/channels.ts";
import { TimelineStrip } from "../timeline/strip.ts";
import { Timeline } from "../timeline/timeline.ts";
import { clock, duration } from "../parts/wording.ts";

export interface StretchSource {
  readonly element: HTMLElement;
  readonly stop: Stop;
}

const STEP_PX = 16;
/** Share of the width that a long stretch fills. */
const MOST_OF_VIEW = 0.8;
const HINT =
  "Drag over a call to mark it, or press one. Scroll, or drag the strip, to move; two fingers, or Ctrl and the wheel, zoom.";

/** `first` is the stretch to begin with; without one it is the first recording. */
export function stretchSource(
  first: Stretch | null,
  signal: AbortSignal,
  found: (query: Query) => void,
): StretchSource {
  const element = h("div", { class: "search-stretch" });
  let isLeft = false;
  let stop: Stop = () => undefined;
  void load(
    element,
    () => get<RecordingSummary[]>("/api/recordings", signal),
    (all) => {
      if (isLeft) return;
      const recordings = all.filter((recording) => recording.is_present);
      if (recordings.length === 0)
        return fill(element, h("p", { class: "soft" }, "This catalog has no recordings to mark."));
      const wanted = first === null ? recordings[0] : recordings.find(({ id }) => id === first.recording_id);
      const stage = h("div");
      const select = h(
        "select",
        { onchange: () => open(Number(select.value), null) },
        wanted === undefined && h("option", { value: "", selected: true, disabled: true }, "choose one"),
        recordings.map(({ id, name }) => h("option", { value: id, selected: id === wanted?.id }, name)),
      );
      const open = (wantedId: number, stretch: Stretch | null): void => {
        stop();
        const recording = recordings.find(({ id }) => id === wantedId);
        if (recording !== undefined) stop = openRecording(stage, recording, stretch, signal, found);
      };
      element.append(h("label", { class: "field" }, "Recording", select), stage);
      if (wanted === undefined) fill(stage, h("p", { class: "soft" }, absent(all.find(({ id }) => id === first?.recording_id))));
      else open(wanted.id, first);
    },
  );
  const leave = (): void => {
    isLeft = true;
    stop();
  };
  return { element, stop: leave };
}

function absent(recording: RecordingSummary | undefined): string {
  if (recording === undefined) return "The recording in the address is not in this catalog.";
  return `The file of ${recording.name} is gone, so it cannot be shown.`;
}

function openRecording(
  stage: HTMLElement,
  recording: RecordingSummary,
  stretch: Stretch | null,
  signal: AbortSignal,
  found: (query: Query) => void,
): Stop {
  const words = h("p", { class: "row" });
  const tell = (): void => fill(words, h("span", { class: "soft" }, HINT));
  tell();
  const fetched = (): void => {
    strip.show(timeline.view, store.events);
    timeline.redraw();
  };
  const store = new EventStore(recording, signal, fetched, fail);
  const timeline: Timeline = new Timeline(recording, store, `Spectrogram of ${recording.name}`, {
    choose: (event) => event !== null && found({ kind: "event", event_id: event.id }),
    moved: (view) => strip.show(view, store.events),
    select: (span) => {
      if (span === null) return tell();
      const { channel } = timeline;
      const ask = (): void => found({ kind: "stretch", recording_id: recording.id, ...span, channel });
      fill(
        words,
        h(
          "span",
          null,
          `${clock(span.onset_s, 3)} to ${clock(span.offset_s, 3)}, ${duration(span.offset_s - span.onset_s)}`,
        ),
        h("button", { type: "button", class: "primary", onclick: ask }, "Search for this"),
      );
    },
  });
  const strip = new TimelineStrip(recording.duration_s, (middle_s) => timeline.centerAt(middle_s));
  timeline.isSelecting = true;
  timeline.element.classList.add("is-selecting");
  const channels = channelPicker(recording, (channel) => {
    timeline.setChannel(channel);
    timeline.select(null);
    fetched();
  });
  if (stretch !== null && channelsOf(recording).includes(stretch.channel)) {
    timeline.setChannel(stretch.channel);
    channels.show(stretch.channel);
  }
  fill(stage, channels.element, timeline.element, strip.element, words);
  // The timeline knows its width from the next frame on.
  if (stretch !== null) requestAnimationFrame(() => show(timeline, stretch));
  const keys = bindKeys("Spectrogram", [
    { key: "ArrowRight", does: "scroll on", repeats: true, run: () => timeline.scroll(4 * STEP_PX) },
    { key: "ArrowLeft", does: "scroll back", repeats: true, run: () => timeline.scroll(-4 * STEP_PX) },
    { key: "+", does: "zoom in", repeats: true, run: () => timeline.zoom(1.5) },
    { key: "-", does: "zoom out", repeats: true, run: () => timeline.zoom(1 / 1.5) },
  ]);
  return together(keys, timeline.stop, strip.stop);
}

/** Mark a stretch, and bring all of it into sight. */
function show(timeline: Timeline, { onset_s, offset_s }: Stretch): void {
  timeline.select({ onset_s, offset_s });
  const { view } = timeline;
  const px_per_s = Math.min(view.px_per_s, (view.width * MOST_OF_VIEW) / (offset_s - onset_s));
  timeline.setView({ ...view, px_per_s });
  timeline.centerAt((onset_s + offset_s) / 2);
}
