// The calls of one category as a grid that grows while a person scrolls, so that thousands cost no time at first.
import { get } from "../server/api.ts";
import { ofShownModel } from "../server/model.ts";
import type { EventPage, ShownEvent } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { RovingGrid } from "../grid/roving.ts";
import { Selection } from "../grid/selection.ts";
import { trouble } from "../server/load.ts";
import { isAborted } from "../server/api.ts";
import { player } from "../parts/player.ts";
import { soundUrl, thumbnail } from "../parts/thumbnail.ts";
import { certain, clock, count, whenAndWhere } from "../parts/wording.ts";

const PAGE_SIZE = 60;
/** The most that the server sends at once. */
const MOST_AT_ONCE = 500;
/** Letters of a recording's name that are always shown: a time of day and an ending. */
const N_END = 10;

interface Tile {
  readonly event: ShownEvent;
  readonly element: HTMLElement;
  readonly picture: HTMLElement;
  readonly box: HTMLInputElement;
}

export class EventGrid {
  readonly element: HTMLElement;
  readonly grid: RovingGrid;
  readonly #number: number;
  readonly #signal: AbortSignal;
  readonly #list = h("ul", { class: "tiles" });
  readonly #end = h("div", { class: "tiles-end" });
  readonly #watch: IntersectionObserver;
  readonly #selection: Selection;
  #tiles: Tile[] = [];
  #total: number | null = null;
  #isLoading = false;

  /** `changed` hears when other calls are chosen. */
  constructor(number: number, signal: AbortSignal, changed: () => void) {
    this.#number = number;
    this.#signal = signal;
    this.element = h("div", null, this.#list, this.#end);
    this.grid = new RovingGrid(this.#list);
    this.#selection = new Selection(() => {
      for (const tile of this.#tiles) this.#showChosen(tile);
      changed();
    });
    this.#watch = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void this.more();
    }, { rootMargin: "600px" });
  }

  /** Fetches the first calls, and more whenever their end comes near. */
  begin(): void {
    this.#watch.observe(this.#end);
    void this.more();
  }

  get n_chosen(): number {
    return this.#selection.size;
  }

  /** The ids of the chosen calls, else of the one with the focus. */
  get targets(): number[] {
    if (this.#selection.size > 0) return this.#selection.ids();
    return this.grid.current === null ? [] : [this.grid.current];
  }

  get current(): ShownEvent | null {
    return this.#tile()?.event ?? null;
  }

  /** Fetches and shows the next calls, if there are more. */
  async more(): Promise<void> {
    if (this.#isLoading || (this.#total !== null && this.#tiles.length >= this.#total)) return;
    this.#isLoading = true;
    try {
      this.#add(await this.#fetch(this.#tiles.length, PAGE_SIZE));
    } catch (error) {
      if (!isAborted(error)) fill(this.#end, trouble(error, () => void this.more()));
    } finally {
      this.#isLoading = false;
    }
  }

  /** Reads the calls that are shown anew. */
  async renew(): Promise<void> {
    const page = await firstOf(Math.max(this.#tiles.length, PAGE_SIZE), (offset, limit) => this.#fetch(offset, limit));
    this.#tiles = [];
    this.#selection.clear();
    fill(this.#list);
    this.#add(page);
  }

  play(): void {
    const tile = this.#tile();
    if (tile !== null) player.toggle(soundUrl(tile.event.id), tile.picture);
  }

  toggle(id: number | null = this.grid.current): void {
    if (id !== null) this.#selection.toggle(id);
  }

  extendTo(id: number): void {
    this.#selection.extendTo(id, this.grid.order);
  }

  selectAll(): void {
    this.#selection.all(this.grid.order);
  }

  clear(): void {
    this.#selection.clear();
  }

  stop(): void {
    this.#watch.disconnect();
  }

  #fetch(offset: number, limit: number): Promise<EventPage> {
    return get<EventPage>(ofShownModel(`/api/categories/${this.#number}/events?offset=${offset}&limit=${limit}`), this.#signal);
  }

  #tile(): Tile | null {
    return this.#tiles.find((tile) => tile.event.id === this.grid.current) ?? null;
  }

  #add({ total, events }: EventPage): void {
    // A page without calls ends the list, whatever the count says, or scrolling would ask for ever.
    this.#total = events.length === 0 ? this.#tiles.length : total;
    const fresh = events.map((event) => this.#tileOf(event));
    this.#tiles.push(...fresh);
    this.#list.append(...fresh.map((tile) => h("li", null, tile.element)));
    this.grid.setCells(this.#tiles.map((tile) => ({ id: tile.event.id, element: tile.element })));
    this.#showEnd(total);
  }

  #showEnd(total: number): void {
    const rest = total - this.#tiles.length;
    const next = h("button", { type: "button", onclick: () => void this.more() }, `Show more of ${count(rest)}`);
    fill(this.#end, rest > 0 && next, total === 0 && h("p", { class: "soft" }, "There are none."));
  }

  #tileOf(event: ShownEvent): Tile {
    const picture = thumbnail(event);
    const where = `${event.recording_name} at ${clock(event.onset_s)}${whenAndWhere(event)}`;
    const box = h("input", {
      type: "checkbox",
      "aria-label": `Select ${where}`,
      onclick: (click: MouseEvent) => (click.shiftKey ? this.extendTo(event.id) : this.toggle(event.id)),
    });
    const place = h("a", { href: placeInRecording(event), title: where }, clipped(event.recording_name));
    const element = h(
      "article",
      { class: "tile", tabindex: -1, "aria-label": where },
      picture,
      h(
        "div",
        { class: "tile-words" },
        h("label", { class: "card-box" }, box),
        h("span", { class: "tile-where" }, place, h("span", { class: "soft tabular" }, `${clock(event.onset_s)}, `, h("span", { class: "whole" }, `${certain(event.certainty)} sure`)), whenAndWhere(event) !== "" && h("span", { class: "soft tabular" }, whenAndWhere(event).slice(2)), event.label !== null && h("span", { class: "tag" }, event.label)),
      ),
    );
    return { event, element, picture, box };
  }

  #showChosen({ event, element, box }: Tile): void {
    box.checked = this.#selection.has(event.id);
    element.classList.toggle("is-chosen", box.checked);
  }
}

/** Fetches the first `n` calls, or all if there are fewer, in as many requests as the server needs. */
export async function firstOf(n: number, fetch: (offset: number, limit: number) => Promise<EventPage>): Promise<EventPage> {
  const events: ShownEvent[] = [];
  for (;;) {
    const page = await fetch(events.length, Math.min(n - events.length, MOST_AT_ONCE));
    events.push(...page.events);
    if (page.events.length === 0 || events.length >= n) return { total: page.total, events };
  }
}

/** Shows a name so that its end stays where it is cut: there, names of one recorder differ. */
function clipped(name: string): HTMLElement[] {
  const end = Math.max(0, name.length - N_END);
  return [h("span", { class: "tile-start" }, name.slice(0, end)), h("span", null, name.slice(end))];
}

/** Returns the address of a call's place in its recording. */
export function placeInRecording(event: ShownEvent): string {
  return `/recordings/${event.recording_id}?at=${event.onset_s.toFixed(3)}&event=${event.id}`;
}
