// Search: by a call, a stretch of a recording, a file or the microphone; nearest first.

import { get } from "../api.ts";
import type { SoundEvent } from "../api.ts";
import { fill, h } from "../dom.ts";
import { load } from "../load.ts";
import { fail, say } from "../notice.ts";
import type { Page } from "../page.ts";
import { player } from "../player.ts";
import { rewrite } from "../router.ts";
import { showHits } from "../search/hits.ts";
import { METRICS, addressOf, howIn, queryIn, search } from "../search/query.ts";
import type { How, Metric, Query } from "../search/query.ts";
import { searchSources } from "../search/sources.ts";
import { channelQuery } from "../timeline/channels.ts";
import { thumbnail } from "../thumbnail.ts";
import { clock, counted, duration } from "../wording.ts";

const COUNTS = [12, 24, 48, 96] as const;

export const page: Page = (root, { query: params, signal }) => {
  let query: Query | null = queryIn(params);
  let how: How = howIn(params);
  let asked = new AbortController();
  let heard: string | null = null;
  const queryPlace = h("section", { class: "panel search-query", "aria-label": "Looked for", hidden: true });
  const hits = h("section", { class: "search-hits", "aria-label": "Found", "aria-live": "off" });

  const ask = (): void => {
    asked.abort();
    asked = new AbortController();
    const mine = asked.signal;
    rewrite(addressOf(query, how));
    if (query === null) return fill(hits);
    const wanted = query;
    void load(
      hits,
      async () => Promise.all([search(wanted, how, mine), get<string[]>("/api/map/names", mine)]),
      ([found, names]) => {
        showHits(hits, found, names, () => ask());
        say(`${counted(found.length, "call")} found`);
      },
    );
  };
  const found = (next: Query): void => {
    query = next;
    root.classList.add("has-query");
    if (heard !== null) URL.revokeObjectURL(heard);
    heard = next.kind === "sound" ? URL.createObjectURL(next.sound) : null;
    void showQuery(queryPlace, next, heard, signal);
    ask();
    queryPlace.scrollIntoView({ block: "nearest" });
  };

  const sources = searchSources(root, query?.kind === "stretch" ? "stretch" : "event", signal, found);
  root.append(
    h(
      "header",
      null,
      h("h1", null, "Search"),
      ways(how, (next) => {
        how = next;
        ask();
      }),
    ),
    sources.element,
    queryPlace,
    hits,
  );
  if (query !== null) found(query);
  return () => {
    asked.abort();
    sources.stop();
    if (heard !== null) URL.revokeObjectURL(heard);
  };
};

function ways(how: How, changed: (how: How) => void): HTMLElement {
  const metric = h(
    "select",
    { name: "metric", onchange: () => tell() },
    METRICS.map(([name, words]) => h("option", { value: name, selected: name === how.metric }, words)),
  );
  const k = h(
    "select",
    { name: "k", onchange: () => tell() },
    COUNTS.map((n) => h("option", { value: n, selected: n === how.k }, n)),
  );
  const tell = (): void => changed({ metric: metric.value as Metric, k: Number(k.value) });
  return h(
    "div",
    { class: "row" },
    h("label", { class: "field" }, "Compare by", metric),
    h("label", { class: "field" }, "Show", k),
  );
}

async function showQuery(place: HTMLElement, query: Query, heard: string | null, signal: AbortSignal): Promise<void> {
  place.hidden = false;
  if (query.kind === "sound") {
    const button = h("button", { type: "button", onclick: () => player.toggle(heard!, button) }, "Play it");
    return fill(place, h("h2", null, query.name), button);
  }
  if (query.kind === "stretch") {
    const channel = channelQuery(query.channel);
    const stretch = `from_s=${query.onset_s}&to_s=${query.offset_s}${channel}`;
    const base = `/api/recordings/${query.recording_id}`;
    const button = h(
      "button",
      {
        type: "button",
        class: "thumbnail",
        "aria-label": "Play the stretch",
        onclick: () => player.toggle(`${base}/sound.wav?${stretch}&expand=1`, button),
      },
      h("img", { alt: "", src: `${base}/spectrogram.png?${stretch}&width=320&height=180` }),
      h("span", { class: "playhead" }),
    );
    return fill(
      place,
      button,
      h(
        "div",
        null,
        h("h2", null, "A stretch of a recording"),
        h(
          "p",
          { class: "soft" },
          `${clock(query.onset_s, 2)} to ${clock(query.offset_s, 2)}, ${duration(query.offset_s - query.onset_s)}`,
        ),
        h("a", { href: `/recordings/${query.recording_id}?at=${query.onset_s}${channel}` }, "In its recording"),
      ),
    );
  }
  try {
    const event = await get<SoundEvent>(`/api/events/${query.event_id}`, signal);
    fill(
      place,
      thumbnail(event),
      h(
        "div",
        null,
        h(
          "h2",
          null,
          event.label ?? (event.category === null ? "A call in no category" : `A call of category ${event.category}`),
        ),
        h(
          "p",
          { class: "soft" },
          `${event.recording_name} at ${clock(event.onset_s, 2)}, ${duration(event.offset_s - event.onset_s)}`,
        ),
        h("a", { href: `/recordings/${event.recording_id}?at=${event.onset_s}&event=${event.id}` }, "In its recording"),
      ),
    );
  } catch (error) {
    place.hidden = true;
    fail(error);
  }
}
