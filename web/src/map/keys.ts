// What keys do on the map: some anywhere on the page, some while the map itself has the focus.

import { bindKeys } from "../shell/keys.ts";
import type { KeyBinding } from "../shell/keys.ts";
import type { MapStage } from "./stage.ts";
import type { Stop } from "../shell/page.ts";
import { player } from "../parts/player.ts";
import { soundUrl } from "../parts/thumbnail.ts";

const STEP_PX = 20;
const FAR_PX = 90;

export interface MapActions {
  readonly stage: MapStage;
  readonly toggleLasso: () => void;
  readonly clear: () => void;
  readonly undo: () => void;
}

/** Keys that work anywhere on the page. */
export function mapKeys({ stage, toggleLasso, clear, undo }: MapActions): KeyBinding[] {
  return [
    { key: "l", does: "begin a lasso, or close it", run: toggleLasso },
    { key: "+", does: "zoom in", repeats: true, run: () => stage.zoom(1.5) },
    { key: "=", repeats: true, run: () => stage.zoom(1.5) },
    { key: "-", does: "zoom out", repeats: true, run: () => stage.zoom(1 / 1.5) },
    { key: "0", does: "show all", run: () => stage.showAll() },
    { key: "Escape", does: "cancel the lasso, or clear the selection", run: clear },
    { key: "Ctrl+z", does: "undo the last labels", run: undo },
  ];
}

/** Keys that work while the map has the focus: a crosshair instead of the mouse. */
export function stageKeys(stage: MapStage, hear: () => number | null): Stop {
  const move = (dx: number, dy: number) => (event: KeyboardEvent) =>
    event.shiftKey ? stage.pan(-dx * FAR_PX, -dy * FAR_PX) : stage.moveCrosshair(dx * STEP_PX, dy * STEP_PX);
  const bindings: KeyBinding[] = [
    { key: "ArrowLeft", does: "move the crosshair; with Shift the map", repeats: true, run: move(-1, 0) },
    { key: "ArrowRight", does: "move the crosshair; with Shift the map", repeats: true, run: move(1, 0) },
    { key: "ArrowUp", does: "move the crosshair; with Shift the map", repeats: true, run: move(0, -1) },
    { key: "ArrowDown", does: "move the crosshair; with Shift the map", repeats: true, run: move(0, 1) },
    { key: "Enter", does: "select the event there; set a corner of the lasso", run: () => stage.press() },
    {
      key: " ",
      does: "hear the event there",
      run: () => {
        const id = hear();
        if (id !== null) player.play(soundUrl(id), stage.element);
      },
    },
  ];
  let unbind: Stop = () => undefined;
  const ending = new AbortController();
  stage.element.addEventListener(
    "focus",
    () => {
      unbind();
      unbind = bindKeys("On the map", bindings);
    },
    { signal: ending.signal },
  );
  stage.element.addEventListener(
    "blur",
    () => {
      unbind();
      stage.hideCrosshair();
    },
    { signal: ending.signal },
  );
  return () => {
    unbind();
    ending.abort();
  };
}
