// Keys of the grid of categories.
import type { Direction } from "../grid/roving.ts";
import type { KeyBinding } from "../shell/keys.ts";
import { autoPlay } from "../shell/preferences.ts";
import { say } from "../parts/notice.ts";
import { player } from "../parts/player.ts";
import { go } from "../shell/router.ts";
import type { CategoryList } from "./list.ts";

const DIRECTIONS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"] as const;

export function listKeys(list: CategoryList): KeyBinding[] {
  return [
    ...DIRECTIONS.map((key) => ({ key, does: "move; with Shift, select on the way", run: (event: KeyboardEvent) => move(list, key, event) })),
    { key: " ", does: "play the most typical call", run: () => list.current?.play() },
    { key: "e", does: "play the next example", run: () => list.current?.playNext() },
    { key: "a", does: "play while moving: on or off", run: switchAutoPlay },
    { key: "Enter", does: "open: all its calls", run: () => open(list) },
    { key: "x", does: "choose", run: () => list.toggle() },
    { key: "Ctrl+a", does: "choose all", run: () => list.selectAll() },
    { key: "r", does: "rename", run: () => list.rename() },
    { key: "m", does: "merge the chosen", run: () => list.merge() },
    { key: "s", does: "split", run: () => list.split() },
    { key: "n", does: "mark as noise", run: () => list.markNoise() },
    { key: "u", does: "undo", run: () => list.undo() },
    { key: "Ctrl+z", does: "undo", run: () => list.undo() },
    { key: "o", does: "next order", run: () => list.nextOrder() },
    { key: "/", does: "find by number or name", run: () => list.find() },
    { key: "Escape", does: "stop the sound, clear the selection", run: () => stop(list) },
  ];
}

function move(list: CategoryList, direction: Direction, event: KeyboardEvent): void {
  const from = list.grid.current;
  const to = list.grid.move(direction);
  if (to === null) return;
  if (event.shiftKey && from !== null) {
    list.extendTo(from);
    list.extendTo(to);
  }
  if (autoPlay.get()) list.current?.play();
}

function open(list: CategoryList): void {
  if (list.grid.current !== null) go(`/categories/${list.grid.current}`);
}

function stop(list: CategoryList): void {
  player.stop();
  list.clear();
}

/** Sounds each thing that arrows come to; said aloud, because nothing on the screen shows it. */
export function switchAutoPlay(): void {
  autoPlay.set(!autoPlay.get());
  say(autoPlay.get() ? "Arrows play" : "Arrows are silent");
}
