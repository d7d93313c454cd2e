// What keys do on the page of a recording.

import type { KeyBinding } from "../shell/keys.ts";
import type { RecordingView } from "./view.ts";

const STEP_PX = 16;

export function recordingKeys(view: RecordingView): KeyBinding[] {
  const { timeline } = view;
  const far = (share: number) => () => timeline.scroll(timeline.view.width * share);
  const move = (way: 1 | -1) => (event: KeyboardEvent) => {
    const by_s = (way * STEP_PX) / timeline.view.px_per_s;
    if (event.shiftKey) extend(view, by_s);
    else timeline.goTo(timeline.cursor_s + by_s);
  };
  return [
    { key: " ", does: "play the selection, or from the cursor; stop", run: () => view.toggle() },
    { key: "ArrowRight", does: "move the cursor; with Shift mark a stretch", repeats: true, run: move(1) },
    { key: "ArrowLeft", does: "move the cursor; with Shift mark a stretch", repeats: true, run: move(-1) },
    { key: "]", does: "next event", repeats: true, run: () => void view.step(1) },
    { key: "[", does: "previous event", repeats: true, run: () => void view.step(-1) },
    { key: "n", does: "next event", repeats: true, run: () => void view.step(1) },
    { key: "p", does: "previous event", repeats: true, run: () => void view.step(-1) },
    { key: "f", does: "find sounds like the selected one", run: () => view.search() },
    { key: "+", does: "zoom in", repeats: true, run: () => timeline.zoom(1.5) },
    { key: "=", repeats: true, run: () => timeline.zoom(1.5) },
    { key: "-", does: "zoom out", repeats: true, run: () => timeline.zoom(1 / 1.5) },
    { key: "PageDown", does: "scroll on", repeats: true, run: far(0.8) },
    { key: "PageUp", does: "scroll back", repeats: true, run: far(-0.8) },
    { key: "Home", does: "go to the beginning", run: () => timeline.goTo(0) },
    { key: "End", does: "go to the end", run: () => timeline.goTo(view.recording.duration_s) },
    { key: "Escape", does: "clear the selection", run: () => view.clear() },
    { key: "Ctrl+z", does: "undo the last label", run: () => view.undo() },
  ];
}

// As in text editors: the cursor is the end that moves.
function extend({ timeline, recording }: RecordingView, by_s: number): void {
  const { selection, cursor_s } = timeline;
  const fixed_s =
    selection === null ? cursor_s : cursor_s === selection.onset_s ? selection.offset_s : selection.onset_s;
  const moved_s = Math.min(Math.max(cursor_s + by_s, 0), recording.duration_s);
  timeline.goTo(moved_s);
  timeline.select({ onset_s: Math.min(fixed_s, moved_s), offset_s: Math.max(fixed_s, moved_s) });
}
