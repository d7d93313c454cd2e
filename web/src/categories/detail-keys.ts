// Keys of one category's calls.
import type { Direction } from "../grid/roving.ts";
import type { KeyBinding } from "../shell/keys.ts";
import { player } from "../parts/player.ts";
import { autoPlay } from "../shell/preferences.ts";
import { go } from "../shell/router.ts";
import type { CategoryDetail } from "./detail.ts";
import { placeInRecording } from "./events.ts";
import { switchAutoPlay } from "./list-keys.ts";

const DIRECTIONS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"] as const;

export function detailKeys(detail: CategoryDetail): KeyBinding[] {
  const { events } = detail;
  return [
    ...DIRECTIONS.map((key) => ({ key, does: "move; with Shift, select on the way", run: (event: KeyboardEvent) => move(detail, key, event) })),
    { key: " ", does: "play", run: () => events.play() },
    { key: "a", does: "play while moving: on or off", run: switchAutoPlay },
    { key: "x", does: "choose", run: () => events.toggle() },
    { key: "Ctrl+a", does: "choose all that are shown", run: () => events.selectAll() },
    { key: "l", does: "label the chosen calls", run: () => detail.label() },
    { key: "Enter", does: "open its place in the recording", run: () => openPlace(detail) },
    { key: "f", does: "search for similar calls", run: () => openSearch(detail) },
    { key: "r", does: "rename the category", run: () => detail.rename() },
    { key: "s", does: "split it", run: () => detail.split() },
    { key: "n", does: "mark it as noise", run: () => detail.markNoise() },
    { key: "u", does: "undo", run: () => detail.undo() },
    { key: "Ctrl+z", does: "undo", run: () => detail.undo() },
    { key: "[", does: "previous or next category", repeats: true, run: () => detail.step(-1) },
    { key: "]", does: "previous or next category", repeats: true, run: () => detail.step(1) },
    { key: "Backspace", does: "back to all categories", run: () => go("/categories") },
    { key: "Escape", does: "stop the sound, clear the selection", run: () => stop(detail) },
  ];
}

function move({ events }: CategoryDetail, direction: Direction, event: KeyboardEvent): void {
  const from = events.grid.current;
  const to = events.grid.move(direction);
  if (to === null) return;
  if (event.shiftKey && from !== null) {
    events.extendTo(from);
    events.extendTo(to);
  }
  if (autoPlay.get()) events.play();
}

function openPlace({ events }: CategoryDetail): void {
  if (events.current !== null) go(placeInRecording(events.current));
}

function openSearch({ events }: CategoryDetail): void {
  if (events.current !== null) go(`/search?event=${events.current.id}`);
}

function stop({ events }: CategoryDetail): void {
  player.stop();
  events.clear();
}
