// One item of a sample, to see and to hear.

import { getBytes, isAborted, messageOf } from "../server/api.ts";
import type { CheckItem } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { fill, h } from "../parts/dom.ts";
import { player } from "../parts/player.ts";
import { band, clock, duration, whenAndWhere } from "../parts/wording.ts";

/** Where the picture or the sound of an item is. */
export function mediaUrl(sample: number, { item }: CheckItem, file: "spectrogram.png" | "sound.wav"): string {
  return `/api/validate/samples/${sample}/items/${item}/${file}`;
}

export class ItemView {
  readonly element: HTMLElement;
  readonly #picture: HTMLButtonElement;
  readonly #sound: string;

  constructor(sample: number, item: CheckItem, signal: AbortSignal) {
    this.#sound = mediaUrl(sample, item, "sound.wav");
    const image = h("img", { src: mediaUrl(sample, item, "spectrogram.png"), alt: "" });
    this.#picture = h(
      "button",
      { type: "button", class: "thumbnail label-typical", "aria-label": "Play the event", onclick: () => this.toggle() },
      image,
      h("span", { class: "playhead", "aria-hidden": true }),
    );
    const why = h("p", { class: "soft", role: "status" });
    image.addEventListener("error", () => void explain(image.src, this.#picture, why, signal));
    this.element = h(
      "div",
      { class: "validate-item" },
      h("header", { class: "row spread" }, h("h2", null, codeWords(item.question)), item.slowdown > 1 && h("span", { class: "tag" }, `played ${item.slowdown} times slower`)),
      this.#picture,
      why,
      h("p", { class: "soft small" }, where(item)),
    );
  }

  /** Plays the sound; `isAsked` if a person wants to hear it now. */
  play(isAsked = true): void {
    player.play(this.#sound, this.#picture, isAsked);
  }

  toggle(): void {
    player.toggle(this.#sound, this.#picture);
  }
}

function where(item: CheckItem): string {
  const { recording_name, onset_s, offset_s, low_hz, high_hz } = item;
  return `${recording_name} at ${clock(onset_s, 2)}, ${duration(offset_s - onset_s)}, ${band(low_hz, high_hz)}${whenAndWhere(item)}`;
}

// An image does not say why it failed; the server does.
async function explain(address: string, picture: HTMLElement, why: HTMLElement, signal: AbortSignal): Promise<void> {
  picture.classList.add("is-missing");
  try {
    await getBytes(address, signal);
  } catch (error) {
    if (!isAborted(error)) fill(why, codeWords(messageOf(error)));
  }
}
