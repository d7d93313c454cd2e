// The picture in the middle, spectrogram or camera, and the name above it.
import { h, setVars } from "../../parts/dom.ts";
import { percent } from "../../parts/wording.ts";
import type { LatencySummary } from "../latency.ts";

export type Saying =
  | { readonly kind: "quiet"; readonly text: string }
  | { readonly kind: "unknown"; readonly probability: number }
  | { readonly kind: "name"; readonly name: string; readonly probability: number; readonly color: string };

export interface Stage {
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly video: HTMLVideoElement;
  readonly say: (saying: Saying) => void;
  /** A name that may be, below the one that is said. */
  readonly guess: (name: string | null) => void;
  readonly showLevel: (levelDb: number) => void;
  readonly showMode: (mode: "sound" | "image") => void;
  /** Text below the picture: what runs, how fast; the numbers go to the element's data, for measuring. */
  readonly tell: (text: string, latency?: LatencySummary, missedS?: number) => void;
  /** What of the sound is missing; empty while nothing is. */
  readonly warn: (text: string) => void;
}

const LOUDEST_DB = 40;

export function makeStage(): Stage {
  const name = h("span", { id: "live-label", class: "live-label-name" });
  const share = h("span", { id: "live-probability", class: "live-label-share tabular" });
  const guess = h("span", { id: "live-guess", class: "live-label-guess" });
  const label = h("p", { class: "live-label is-quiet" }, name, share, guess);
  const level = h("span", { class: "meter live-level", role: "img", "aria-label": "Level above the background" });
  const canvas = h("canvas", { class: "live-spectrogram", role: "img", "aria-label": "Spectrogram of the last 8 seconds, newest at the right" });
  // Phones show a video in the page only if it is muted and told to play inline.
  const video = h("video", { class: "live-video", muted: true, playsinline: true, "aria-label": "What the camera sees", tabindex: -1 });
  video.muted = true;
  const facts = h("p", { id: "live-facts", class: "soft small tabular" });
  const warning = h("p", { class: "live-warning warn", role: "status" });
  const element = h(
    "section",
    { class: "live-stage", "aria-label": "What is recognized" },
    label,
    h("div", { class: "live-picture" }, canvas, video),
    h("div", { class: "live-foot" }, level, facts, warning),
  );
  return {
    element,
    canvas,
    video,
    say: (saying) => {
      label.classList.toggle("is-quiet", saying.kind === "quiet");
      label.classList.toggle("is-unknown", saying.kind === "unknown");
      label.classList.toggle("is-named", saying.kind === "name");
      setText(name, saying.kind === "name" ? saying.name : saying.kind === "unknown" ? "Unknown" : saying.text);
      setText(share, saying.kind === "name" ? percent(saying.probability) : "");
      if (saying.kind === "quiet") setText(guess, "");
      if (saying.kind === "name") setVars(label, { "--k": saying.color });
    },
    guess: (one) => setText(guess, one === null ? "" : `perhaps ${one}`),
    showLevel: (levelDb) => setVars(level, { "--part": Math.min(1, Math.max(0, levelDb / LOUDEST_DB)).toFixed(3) }),
    showMode: (mode) => {
      element.dataset["mode"] = mode;
      canvas.hidden = mode !== "sound";
      level.hidden = mode !== "sound";
      video.hidden = mode !== "image";
    },
    tell: (text, latency, missedS = 0) => {
      setText(facts, text);
      facts.dataset["n"] = String(latency?.n ?? 0);
      facts.dataset["medianMs"] = String(latency?.medianMs ?? "");
      facts.dataset["missedS"] = missedS.toFixed(3);
      facts.dataset["p95Ms"] = String(latency?.p95Ms ?? "");
    },
    warn: (text) => setText(warning, text),
  };
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
