// Search: by a call, a stretch of a recording, a file or the microphone; nearest first.

import { ApiError, get, messageOf } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { say } from "../parts/notice.ts";
import type { Page } from "../shell/page.ts";
import { rewrite } from "../shell/router.ts";
import { showHits } from "../search/hits.ts";
import { METRICS, addressOf, howIn, queryIn, search } from "../search/query.ts";
import type { Answer, How, Metric, Query } from "../search/query.ts";
import { showCompared, showQuery } from "../search/shown-query.ts";
import { searchSources } from "../search/sources.ts";
import { counted } from "../parts/wording.ts";

const COUNTS = [12, 24, 48, 96] as const;

export const page: Page = (root, { query: params, signal }) => {
  let query: Query | null = null;
  let how: How = howIn(params);
  let asked = new AbortController();
  let looked = new AbortController();
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
      async () => Promise.all([hitsOf(wanted, how, mine), get<string[]>("/api/map/names", mine)]),
      ([{ hits: found, compared }, names]) => {
        showHits(hits, found, names, () => ask());
        if (compared !== undefined && wanted.kind === "sound") showCompared(queryPlace, wanted.name, heard, compared);
        say(`${counted(found.length, "call")} found`);
      },
    );
  };
  const found = (next: Query): void => {
    query = next;
    root.classList.add("has-query");
    if (heard !== null) URL.revokeObjectURL(heard);
    heard = next.kind === "sound" ? URL.createObjectURL(next.sound) : null;
    ask();
    // Another metric or number asks for other hits, but not for another query.
    looked.abort();
    looked = new AbortController();
    void showQuery(queryPlace, next, heard, looked.signal).then(() => queryPlace.scrollIntoView({ block: "nearest" }));
  };

  let nonsense: unknown = null;
  try {
    query = queryIn(params);
  } catch (error) {
    nonsense = error;
  }
  const sources = searchSources(root, query, signal, found);
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
  if (nonsense !== null) fill(hits, h("p", { class: "panel notice", role: "alert" }, codeWords(messageOf(nonsense))));
  return () => {
    asked.abort();
    looked.abort();
    sources.stop();
    if (heard !== null) URL.revokeObjectURL(heard);
  };
};

async function hitsOf(query: Query, how: How, signal: AbortSignal): Promise<Answer> {
  try {
    return await search(query, how, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404 || query.kind === "sound") throw error;
    const what = query.kind === "event" ? `call ${query.event_id}` : `recording ${query.recording_id}`;
    throw new ApiError(404, `There is no ${what} in this catalog. The address may be older than the last \`coincide learn\`. Choose what to look for above.`);
  }
}

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
