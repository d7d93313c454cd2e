// The tools above a timeline: play, slow down, zoom, mark, go to a time.

import type { RecordingSummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { fail } from "../parts/notice.ts";
import type { RecordingView } from "./view.ts";
import { channelPicker } from "../timeline/channels.ts";
import type { Channel } from "../timeline/channels.ts";
import { parseClock } from "../timeline/time-view.ts";
import { clock, frequency } from "../parts/wording.ts";

const SLOWDOWNS = [1, 2, 5, 10, 20] as const;
const SHARES = [1, 1 / 2, 1 / 4, 1 / 8] as const;

export interface RecordingTools {
  readonly element: HTMLElement;
  /** What was chosen, null for as each call needs it. */
  slowdown(): number | null;
  showPlaying(isPlaying: boolean, slowdown: number): void;
  /** Say who made the trees; null if there are none. */
  showTrees(by: string | null): void;
  showChannel(channel: Channel): void;
}

export function recordingTools(recording: RecordingSummary, view: RecordingView): RecordingTools {
  const play = h("button", { type: "button", class: "primary", onclick: () => view.toggle() });
  const slow = h(
    "select",
    { onchange: () => view.playAgain() },
    h("option", { value: "" }, "as needed"),
    SLOWDOWNS.map((n) => h("option", { value: n }, n === 1 ? "not slowed" : `${n} × slower`)),
  );
  const channels = channelPicker(recording, (channel) => view.setChannel(channel));
  const trees = h("p", { class: "soft small" });
  const showPlaying = (isPlaying: boolean, slowdown: number): void => {
    fill(
      play,
      isPlaying ? "Stop" : "Play",
      slowdown > 1 && h("span", { class: "small" }, ` ${slowdown} × slower`),
      " ",
      h("kbd", null, "Space"),
    );
    play.setAttribute("aria-pressed", String(isPlaying));
  };
  fill(play, "Play ", h("kbd", null, "Space"));
  return {
    element: h(
      "div",
      { class: "timeline-tools" },
      h("div", { class: "row" }, play, zoomButtons(view), selectButton(view)),
      h(
        "div",
        { class: "row timeline-more" },
        channels.element,
        h("label", { class: "field" }, "Speed", slow),
        frequencies(recording, view),
        jump(recording, view),
        trees,
      ),
    ),
    slowdown: () => (slow.value === "" ? null : Number(slow.value)),
    showPlaying,
    showChannel: channels.show,
    showTrees: (by) =>
      fill(
        trees,
        by === null
          ? ["Phrases and songs: run ", h("code", null, "coincide parse"), " to see them above."]
          : ["Phrases and songs above come from ", h("code", { class: "whole" }, `coincide parse --trees ${by}`), "."],
      ),
  };
}

function zoomButtons({ timeline }: RecordingView): HTMLElement {
  const button = (text: string, says: string, factor: number): HTMLElement =>
    h("button", { type: "button", "aria-label": says, title: says, onclick: () => timeline.zoom(factor) }, text);
  return h("span", { class: "row" }, button("−", "Zoom out", 1 / 1.7), button("+", "Zoom in", 1.7));
}

function selectButton({ timeline }: RecordingView): HTMLElement {
  const button = h(
    "button",
    { type: "button", "aria-pressed": "false", title: "Then drag over the spectrogram; or drag with Shift" },
    "Mark a stretch",
  );
  button.addEventListener("click", () => {
    timeline.isSelecting = !timeline.isSelecting;
    timeline.element.classList.toggle("is-selecting", timeline.isSelecting);
    button.setAttribute("aria-pressed", String(timeline.isSelecting));
  });
  return button;
}

function frequencies(recording: RecordingSummary, { timeline }: RecordingView): HTMLElement {
  const highest_hz = recording.sample_rate_hz / 2;
  const select = h(
    "select",
    { onchange: () => timeline.setHighest(Number(select.value)) },
    SHARES.map((share) => h("option", { value: highest_hz * share }, frequency(highest_hz * share))),
  );
  return h("label", { class: "field" }, "Up to", select);
}

function jump(recording: RecordingSummary, { timeline }: RecordingView): HTMLElement {
  const field = h("input", {
    name: "at",
    inputmode: "decimal",
    autocomplete: "off",
    size: 7,
    placeholder: clock(recording.duration_s / 2),
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const at_s = parseClock(field.value);
    if (at_s === null || at_s > recording.duration_s) {
      fail(
        new Error(
          `Expected a time between 0:00 and ${clock(recording.duration_s)}, such as ${clock(recording.duration_s / 2)}; got ${field.value || "nothing"}.`,
        ),
      );
      return;
    }
    timeline.goTo(at_s, 0.4);
    timeline.element.focus();
  };
  return h(
    "form",
    { class: "row", onsubmit: submit },
    h("label", { class: "field" }, "Go to", field),
    h("button", { type: "submit" }, "Go"),
  );
}
