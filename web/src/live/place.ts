// Puts the page Live somewhere, with its keys.
import { bindKeys } from "../shell/keys.ts";
import { together } from "../shell/page.ts";
import type { Stop } from "../shell/page.ts";
import { LivePage } from "./live.ts";
import type { Places } from "./places.ts";

/** Builds the page into `root`; the returned function lets go of devices, worker and keys. */
export function placeLive(root: HTMLElement, places: Places): Stop {
  root.classList.add("live");
  const live = new LivePage(root, places);
  const unbind = bindKeys("Live", [
    { key: " ", does: "start and stop", run: () => live.toggle() },
    { key: "m", does: "microphone", run: () => live.switchMode("sound") },
    { key: "c", does: "camera", run: () => live.switchMode("image") },
    { key: "k", does: "keep the last sound", run: () => live.keepLast() },
    { key: "e", does: "hold to teach an example", run: () => live.teacher.press() },
    { key: "t", does: "go to the threshold (Esc goes back)", run: () => live.threshold.focus() },
    { key: "[", does: "lower the threshold", repeats: true, run: () => live.threshold.nudge(-1) },
    { key: "]", does: "raise the threshold", repeats: true, run: () => live.threshold.nudge(1) },
  ]);
  const release = (event: KeyboardEvent): void => {
    if (event.key === "e") live.teacher.release();
  };
  document.addEventListener("keyup", release);
  return together(() => live.stop(), unbind, () => document.removeEventListener("keyup", release));
}
