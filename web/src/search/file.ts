// Looking for the sound in a file: chosen, or dropped anywhere on the page.

import { h } from "../parts/dom.ts";
import { fail } from "../parts/notice.ts";
import type { Stop } from "../shell/page.ts";
import { objection } from "./query.ts";
import type { Query } from "./query.ts";

export interface FileSource {
  readonly element: HTMLElement;
  readonly stop: Stop;
}

export function fileSource(page: HTMLElement, found: (query: Query) => void): FileSource {
  const take = (file: File | undefined): void => {
    if (file === undefined)
      return fail(new Error("Expected a file, got something else. Drop one file with sound in it."));
    const reason = objection(file);
    if (reason !== null) return fail(new Error(reason));
    found({ kind: "sound", sound: file, name: file.name });
  };
  const input = h("input", {
    type: "file",
    name: "sound",
    accept: "audio/*,.wav,.flac,.ogg,.mp3,.aif,.aiff",
    class: "unseen",
    id: "search-file",
    onchange: () => {
      if (input.files?.[0] !== undefined) take(input.files[0]);
      input.value = ""; // so that the same file can be chosen again
    },
  });
  const zone = h(
    "div",
    { class: "drop" },
    input,
    h("label", { for: "search-file", class: "drop-label" }, h("strong", null, "Choose a file"), " or drop one here"),
    h("p", { class: "soft small" }, "WAV, FLAC, OGG or MP3, up to 64 MB. It is sent only to the computer that runs coincide serve."),
  );
  return { element: zone, stop: watchDrops(page, take) };
}

function watchDrops(page: HTMLElement, take: (file: File | undefined) => void): Stop {
  const ending = new AbortController();
  const { signal } = ending;
  const isOver = (on: boolean): void => void document.documentElement.classList.toggle("is-dropping", on);
  page.addEventListener(
    "dragover",
    (event) => {
      event.preventDefault(); // else the browser would open the file instead of the page
      isOver(true);
    },
    { signal },
  );
  page.addEventListener(
    "dragleave",
    (event) => {
      if (!(event.relatedTarget instanceof Node && page.contains(event.relatedTarget))) isOver(false);
    },
    { signal },
  );
  page.addEventListener(
    "drop",
    (event) => {
      event.preventDefault();
      isOver(false);
      const files = event.dataTransfer?.files;
      if (files !== undefined && files.length > 1)
        return fail(new Error(`Expected one file, got ${files.length}. Drop them one after the other.`));
      take(files?.[0]);
    },
    { signal },
  );
  return () => {
    ending.abort();
    isOver(false);
  };
}
