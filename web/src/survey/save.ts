// Annotation tables and clips, to be saved as archives.

import { getBytes, isAborted } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { fail, say } from "../parts/notice.ts";
import { saveFile } from "../parts/save-file.ts";

const FORMATS: Readonly<Record<string, string>> = {
  raven: "Raven", audacity: "Audacity", textgrid: "Praat TextGrid", csv: "CSV", jsonl: "JSON lines", kaleidoscope: "Kaleidoscope",
  birdnet: "BirdNET", aoef: "AOEF (whombat)", parquet: "Parquet", darwincore: "Darwin Core",
};

/** `filters` gives what counts when a button is pressed. */
export function savePanel(filters: () => URLSearchParams, signal: AbortSignal): HTMLElement {
  const format = h("select", null, Object.entries(FORMATS).map(([value, name]) => h("option", { value }, name)));
  const n = h("input", { type: "number", min: 1, max: 200, value: 20 });
  const pad = h("input", { type: "number", min: 0, max: 60, step: 0.1, value: 0.5 });
  const sound = h("select", { "aria-label": "Kind of sound file" }, ["wav", "flac"].map((value) => h("option", { value }, value.toUpperCase())));
  const tables = button("Save tables", async () => {
    const query = pass(filters(), ["timezone"], { format: format.value });
    await save(`/api/exports/annotations.zip?${query}`, `annotations-${format.value}.zip`, signal);
  });
  const clips = button("Save clips", async () => {
    if (!n.reportValidity() || !pad.reportValidity()) return;
    const query = pass(filters(), ["names", "timezone"], { n: n.value, pad_s: pad.value, format: sound.value });
    await save(`/api/exports/clips.zip?${query}`, "clips.zip", signal);
  });
  return h(
    "section",
    { class: "panel survey-save", "aria-label": "Save" },
    h("h2", null, "Save"),
    h("div", { class: "row" }, h("label", { class: "field" }, "All events, for", format), tables),
    h(
      "div",
      { class: "row" },
      h("label", { class: "field" }, "Sound of the surest calls of each name: at most", n),
      h("label", { class: "field" }, "with this many seconds around it", pad),
      sound,
      clips,
    ),
    h("p", { class: "soft small" }, "Clips follow the choice of names only: they come from all sites and days, with any confidence."),
  );
}

function pass(filters: URLSearchParams, names: readonly string[], more: Readonly<Record<string, string>>): URLSearchParams {
  const query = new URLSearchParams(more);
  for (const name of names) for (const value of filters.getAll(name)) query.append(name, value);
  return query;
}

function button(text: string, run: () => Promise<void>): HTMLButtonElement {
  const element: HTMLButtonElement = h(
    "button",
    {
      type: "button",
      onclick: () => {
        element.disabled = true;
        element.textContent = "Packing …";
        void run().finally(() => {
          element.disabled = false;
          element.textContent = text;
        });
      },
    },
    text,
  );
  return element;
}

async function save(address: string, name: string, signal: AbortSignal): Promise<void> {
  try {
    saveFile(new Blob([await getBytes(address, signal)], { type: "application/zip" }), name);
    say("Saved.");
  } catch (error) {
    if (!isAborted(error)) fail(error);
  }
}
