// The picture of one event that can be heard: by hover, press or key.
import type { ShownEvent } from "../server/api.ts";
import { colorOf } from "../drawing/colors.ts";
import { h } from "./dom.ts";
import { player } from "./player.ts";
import { hoverSound } from "../shell/preferences.ts";
import { clock, duration } from "./wording.ts";

/** Where an event's sound is; with `version` browsers keep it without asking again. */
export function soundUrl(eventId: number, version?: string): string {
  return `/api/events/${eventId}/sound.wav${version === undefined ? "" : `?v=${version}`}`;
}

/** Where an event's picture is; with `version` browsers keep it without asking again. */
export function pictureUrl(eventId: number, height = 96, version?: string): string {
  return `/api/events/${eventId}/spectrogram.png?height=${height}${version === undefined ? "" : `&v=${version}`}`;
}

// Passing over a picture on the way elsewhere must not start its sound.
const HOVER_MS = 180;

/** What a thumbnail needs to know; the fields of a `ShownEvent` that it shows are optional. */
export interface Shown extends Partial<Omit<ShownEvent, "id">> {
  readonly id: number;
}

/** Returns a button with the event's spectrogram; pressing plays or stops, resting on it with a mouse plays. */
export function thumbnail(event: Shown, options: { readonly name?: string; readonly height?: number } = {}): HTMLElement {
  const name = options.name ?? describe(event);
  const image = h("img", { src: pictureUrl(event.id, options.height, event.version), alt: "", loading: "lazy", decoding: "async" });
  const button = h(
    "button",
    {
      type: "button",
      class: "thumbnail",
      "aria-label": `Play ${name}`,
      "data-event": event.id,
      title: name,
      vars: { "--k": colorOf(event.category ?? null) },
      onclick: () => player.toggle(soundUrl(event.id, event.version), button),
    },
    image,
    h("span", { class: "playhead", "aria-hidden": true }),
  );
  image.addEventListener("error", () => button.classList.add("is-missing"), { once: true });
  playOnHover(button, () => soundUrl(event.id, event.version));
  return button;
}

/** Plays while a mouse rests on `element`, unless a person switched that off; touch and pen press instead. */
export function playOnHover(element: HTMLElement, url: () => string): void {
  let timer = 0;
  let isOurs = false;
  element.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "mouse" || !hoverSound.get() || player.isPlaying(element)) return;
    timer = window.setTimeout(() => {
      isOurs = true;
      player.play(url(), element);
    }, HOVER_MS);
  });
  element.addEventListener("pointerleave", () => {
    clearTimeout(timer);
    if (isOurs && player.isPlaying(element)) player.stop();
    isOurs = false;
  });
}

function describe(event: Shown): string {
  if (event.recording_name === undefined || event.onset_s === undefined) return `event ${event.id}`;
  const length = event.offset_s === undefined ? "" : `, ${duration(event.offset_s - event.onset_s)}`;
  return `${event.recording_name} at ${clock(event.onset_s)}${length}`;
}
