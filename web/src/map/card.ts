// The card beside the mouse: picture, sound and a few words of the event under it.

import { get } from "../server/api.ts";
import type { ShownEvent } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { player } from "../parts/player.ts";
import { hoverSound } from "../shell/preferences.ts";
import { pictureUrl, soundUrl } from "../parts/thumbnail.ts";
import { clock, duration, whenAndWhere } from "../parts/wording.ts";
import type { Point } from "../drawing/view.ts";

// Passing over points on the way elsewhere must start neither sounds nor requests.
const REST_MS = 160;
const WIDTH_PX = 216;
const HEIGHT_PX = 170;

export class MapCard {
  readonly element = h("div", { class: "map-card", hidden: true });
  readonly #known = new Map<number, ShownEvent>();
  readonly #picture = h("img", { alt: "", class: "map-card-picture" });
  readonly #where = h("p", { class: "small" });
  readonly #kind = h("p", { class: "small soft" });
  #timer = 0;

  constructor() {
    this.element.append(
      h("div", { class: "map-card-frame" }, this.#picture, h("span", { class: "playhead" })),
      this.#kind,
      this.#where,
    );
  }

  /** Show an event at a place of a stage of this size. */
  show(eventId: number, kind: string, [x, y]: Point, width: number, height: number): void {
    this.hide();
    this.#timer = window.setTimeout(() => {
      this.#picture.src = pictureUrl(eventId);
      fill(this.#kind, kind);
      fill(this.#where, "…");
      this.element.style.left = `${Math.min(Math.max(x - WIDTH_PX / 2, 8), Math.max(width - WIDTH_PX - 8, 8))}px`;
      this.element.style.top = `${y + HEIGHT_PX + 20 < height ? y + 20 : Math.max(y - HEIGHT_PX - 20, 8)}px`;
      this.element.hidden = false;
      this.element.dataset["event"] = String(eventId);
      if (hoverSound.get()) player.play(soundUrl(eventId), this.element);
      void this.#describe(eventId);
    }, REST_MS);
  }

  hide(): void {
    clearTimeout(this.#timer);
    if (player.isPlaying(this.element)) player.stop();
    this.element.hidden = true;
  }

  async #describe(eventId: number): Promise<void> {
    try {
      const event = this.#known.get(eventId) ?? (await get<ShownEvent>(`/api/events/${eventId}`));
      this.#known.set(eventId, event);
      if (this.element.dataset["event"] !== String(eventId)) return;
      fill(
        this.#where,
        `${event.recording_name} at ${clock(event.onset_s, 2)}, ${duration(event.offset_s - event.onset_s)}${whenAndWhere(event)}`,
      );
    } catch {
      fill(this.#where, "No longer there. Reload the page.");
    }
  }
}
