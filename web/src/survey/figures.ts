// The figures of a survey, each with its files for a paper.

import { get, getBytes, isAborted, messageOf } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { fill, h } from "../parts/dom.ts";

const CAPTIONS: Readonly<Record<string, string>> = {
  diel: "Hours of the day, day by day",
  season: "Day by day, the most frequent names first",
  matrix: "Sites by names",
  map: "Sites; the area of each circle shows the rate",
  accumulation: "Names found in a given number of days, if every detection is right",
  sheet: "The surest calls of each name",
};

/** Fills `root` with figures that wait; those of earlier filters go. Returns what lets the server draw them. */
export function showFigures(root: HTMLElement, kinds: readonly string[], filters: URLSearchParams, signal: AbortSignal): () => void {
  const figures = kinds.map((kind) => figure(kind, filters, signal));
  fill(root, figures.map(({ element }) => element));
  return () => figures.forEach(({ element, draw }) => element.isConnected && draw());
}

function figure(kind: string, filters: URLSearchParams, signal: AbortSignal): { element: HTMLElement; draw: () => void } {
  const caption = CAPTIONS[kind] ?? kind;
  const address = (ending: string): string => `/api/survey/figures/${kind}.${ending}?${filters}`;
  const picture = h("img", { alt: `${caption}.`, loading: "lazy", decoding: "async" });
  const place = h("div", { class: "survey-picture is-waiting", tabindex: 0, role: "group", "aria-label": caption }, picture);
  const notices = h("div", { class: "survey-notices" });
  picture.addEventListener("load", () => {
    place.classList.remove("is-waiting");
    void tell(notices, `/api/survey/figures/${kind}?${filters}`, signal);
  });
  picture.addEventListener("error", () => void explain(place, address("png"), signal));
  const files = ["svg", "pdf", "png"].map((ending) =>
    h("a", { href: address(ending), download: `${kind}.${ending}`, "aria-label": `${caption}, as ${ending.toUpperCase()}` }, ending.toUpperCase()),
  );
  const element = h(
    "figure",
    { class: `panel survey-figure is-${kind}` },
    place,
    h("figcaption", { class: "row spread small" }, h("span", null, caption), h("span", { class: "row" }, files)),
    notices,
  );
  return { element, draw: () => void (picture.src = address("png")) };
}

/** What to know about a figure that is shown, such as letters that no font has. */
async function tell(root: HTMLElement, address: string, signal: AbortSignal): Promise<void> {
  try {
    const notices = await get<string[]>(address, signal);
    fill(root, notices.map((notice) => h("p", { class: "soft small" }, codeWords(notice))));
  } catch (error) {
    if (!isAborted(error)) fill(root, h("p", { class: "soft small" }, codeWords(messageOf(error))));
  }
}

// An image does not say why it failed; the server does.
async function explain(place: HTMLElement, address: string, signal: AbortSignal): Promise<void> {
  place.classList.remove("is-waiting");
  try {
    await getBytes(address, signal);
  } catch (error) {
    if (!isAborted(error)) fill(place, h("p", { class: "soft" }, codeWords(messageOf(error))));
  }
}
