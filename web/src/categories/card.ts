// One category: what it sounds like, how many calls, how sure.
import type { CategorySummary } from "../server/api.ts";
import { colorOf, inkOn } from "../drawing/colors.ts";
import { h } from "../parts/dom.ts";
import { player } from "../parts/player.ts";
import { soundUrl, thumbnail } from "../parts/thumbnail.ts";
import { band, categoryName, certain, count, counted, duration, percent, sureness } from "../parts/wording.ts";

const N_SMALL = 3;

export interface CardDoes {
  readonly select: (number: number, event: MouseEvent) => void;
}

/** The card of a category, and what keys can do with it. */
export interface Card {
  readonly category: CategorySummary;
  readonly element: HTMLElement;
  /** What a name field takes the place of. */
  readonly title: HTMLElement;
  readonly play: () => void;
  readonly playNext: () => void;
  readonly showChosen: (isChosen: boolean) => void;
}

/** Makes the card; it is a stop for arrows, so everything on it has a key, too. */
export function categoryCard(category: CategorySummary, does: CardDoes): Card {
  const name = categoryName(category.number, category.name);
  const color = colorOf(category.number);
  const typical = thumbnail(shown(category, category.medoid_event_id), { name: `${name}, the most typical call` });
  const small = examples(category).map((id, place) => thumbnail(shown(category, id), { name: `${name}, example ${place + 1}`, height: 48 }));
  const title = h("a", { class: "card-name", href: `/categories/${category.number}` }, category.name ?? `Category ${category.number}`);
  const box = h("input", {
    type: "checkbox",
    "aria-label": `Select ${name}`,
    onclick: (event: MouseEvent) => does.select(category.number, event),
  });
  const element = h(
    "article",
    { class: category.is_noise ? "card is-noise" : "card", tabindex: -1, "aria-label": name, vars: { "--k": color, "--on-k": inkOn(color) } },
    h("header", null, h("label", { class: "card-box" }, box), h("span", { class: "badge" }, category.number), title, h("span", { class: "card-size" }, count(category.size))),
    typical,
    small.length > 0 && h("div", { class: "card-small" }, small),
    facts(category),
  );
  return {
    category,
    element,
    title,
    play: () => player.toggle(soundUrl(category.medoid_event_id), typical),
    playNext: playInTurn([typical, ...small]),
    showChosen: (isChosen) => {
      box.checked = isChosen;
      element.classList.toggle("is-chosen", isChosen);
    },
  };
}

function shown(category: CategorySummary, id: number): { id: number; category: number } {
  return { id, category: category.number };
}

function examples({ example_event_ids, medoid_event_id }: CategorySummary): number[] {
  return example_event_ids.filter((id) => id !== medoid_event_id).slice(0, N_SMALL);
}

function playInTurn(thumbnails: readonly HTMLElement[]): () => void {
  let place = 0;
  return () => {
    const next = thumbnails[place % thumbnails.length];
    place += 1;
    if (next !== undefined) player.play(soundUrl(Number(next.dataset["event"])), next);
  };
}

function facts(category: CategorySummary): HTMLElement {
  return h(
    "div",
    { class: "card-facts" },
    h("p", null, h("span", null, duration(category.duration_s)), h("span", null, band(category.low_hz, category.high_hz)), h("span", null, counted(category.n_recordings, "recording"))),
    h(
      "p",
      null,
      h("span", { class: "meter", vars: { "--part": category.certainty }, "aria-hidden": true }),
      h("span", { title: sureness(category.certainty) }, `${certain(category.certainty)} sure`),
      h("span", { title: "how little it resembles the most similar other category" }, `${percent(category.novelty)} unlike others`),
      category.is_noise && h("span", { class: "tag" }, "noise"),
    ),
  );
}
