// The four ways to say what is looked for, one at a time.

import { get } from "../server/api.ts";
import type { CategorySummary } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import type { Stop } from "../shell/page.ts";
import { clipSource } from "./clip.ts";
import { fileSource } from "./file.ts";
import type { Query } from "./query.ts";
import { stretchSource } from "./stretch.ts";
import { thumbnail } from "../parts/thumbnail.ts";
import { categoryName } from "../parts/wording.ts";

const SOURCES = [
  ["event", "A call"],
  ["stretch", "A stretch of a recording"],
  ["file", "A file"],
  ["clip", "The microphone"],
] as const;
export type Source = (typeof SOURCES)[number][0];
const MOST_TYPICAL = 24;

export interface Sources {
  readonly element: HTMLElement;
  readonly stop: Stop;
}

/** `page` takes dropped files, whatever way is shown; `query` is what the address looks for. */
export function searchSources(
  page: HTMLElement,
  query: Query | null,
  signal: AbortSignal,
  found: (query: Query) => void,
): Sources {
  const body = h("div", { class: "source-body" });
  const file = fileSource(page, found);
  const stretch = query?.kind === "stretch" ? query : null;
  const first: Source = stretch === null ? "event" : "stretch";
  let stop: Stop = () => undefined;
  const show = (source: Source): void => {
    stop();
    const made =
      source === "event"
        ? eventSource(signal, found)
        : source === "stretch"
          ? stretchSource(stretch, signal, found)
          : source === "clip"
            ? clipSource(found)
            : { element: file.element, stop: () => undefined };
    stop = made.stop;
    fill(body, made.element);
  };
  const choices = SOURCES.map(([source, name]) =>
    h(
      "label",
      { class: "source-choice" },
      h("input", {
        type: "radio",
        name: "source",
        value: source,
        checked: source === first,
        onchange: () => show(source),
      }),
      h("span", null, name),
    ),
  );
  show(first);
  return {
    element: h(
      "section",
      { class: "panel search-sources", "aria-label": "What to look for" },
      h("fieldset", null, h("legend", null, "Find sounds like"), h("div", { class: "row" }, choices)),
      body,
    ),
    stop: () => {
      stop();
      file.stop();
    },
  };
}

/** The typical calls of the biggest categories, to begin with one of them. */
function eventSource(signal: AbortSignal, found: (query: Query) => void): Sources {
  const element = h("div");
  void load(
    element,
    () => get<CategorySummary[]>("/api/categories?sort=size", signal),
    (categories) => {
      if (categories.length === 0)
        return fill(
          element,
          h("p", { class: "soft" }, "There are no categories yet. Run ", h("code", null, "coincide learn"), "."),
        );
      fill(
        element,
        h(
          "p",
          { class: "soft small" },
          "Typical calls of the biggest categories. You can search for any other call from the map, its recording or its category.",
        ),
        h(
          "div",
          { class: "typical" },
          categories.slice(0, MOST_TYPICAL).map((category) =>
            h(
              "div",
              { class: "typical-one" },
              thumbnail(
                { id: category.medoid_event_id, category: category.number, high_hz: category.high_hz },
                { height: 64, name: categoryName(category.number, category.name) },
              ),
              h(
                "button",
                {
                  type: "button",
                  class: "small",
                  onclick: () => found({ kind: "event", event_id: category.medoid_event_id }),
                },
                categoryName(category.number, category.name),
              ),
            ),
          ),
        ),
      );
    },
  );
  return { element, stop: () => undefined };
}
