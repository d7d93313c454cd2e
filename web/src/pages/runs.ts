// Where everything came from: each run with its settings, seed, versions and outcome.
import { get } from "../server/api.ts";
import type { Run } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import type { Page } from "../shell/page.ts";
import { NOTHING, changedSettings, flat, previousLike, resultName } from "../runs/settings.ts";
import type { Setting } from "../runs/settings.ts";
import { counted, duration, moment } from "../parts/wording.ts";

const AT_ONCE = 50;

export const page: Page = (root, { signal }) => {
  const content = h("div", { class: "runs" });
  root.append(
    h("header", null, h("h1", null, "Runs")),
    h("p", { class: "intro" }, "Every command that wrote to this catalog, newest first, with everything needed to repeat it."),
    content,
  );
  void load(
    content,
    () => get<Run[]>("/api/runs", signal),
    (runs) => show(content, runs),
  );
  return () => undefined;
};

function show(content: HTMLElement, runs: readonly Run[]): void {
  if (runs.length === 0) content.append(h("p", { class: "empty" }, "Nothing has written to this catalog yet."));
  else showMore(content, h("ol", { class: "run-list" }), runs);
}

/** Adds the next runs to a list, and a button while there are more; each change by hand is a run. */
function showMore(content: HTMLElement, list: HTMLOListElement, runs: readonly Run[]): void {
  const n = list.children.length;
  const next = runs.slice(n, n + AT_ONCE).map((run) => h("li", { tabindex: -1 }, card(run, runs)));
  list.append(...next);
  const rest = runs.length - list.children.length;
  const more = h("button", { type: "button", onclick: () => showMore(content, list, runs) }, `Show more of ${counted(rest, "earlier run")}`);
  fill(content, list, rest > 0 && more);
  if (n > 0) next[0]?.focus();
}

function card(run: Run, runs: readonly Run[]): HTMLElement {
  const before = previousLike(run, runs);
  const changes = before === null ? [] : changedSettings(before.settings, run.settings);
  return h(
    "details",
    { class: `panel run is-${run.status}`, open: run.error !== null || run === runs[0] },
    h(
      "summary",
      null,
      h("span", { class: "run-command" }, run.command),
      h("span", { class: run.error === null ? "tag" : "tag bad" }, run.status),
      h("span", { class: "soft" }, moment(run.started_at)),
      h("span", { class: "soft tabular" }, lasted(run)),
      changes.length > 0 && h("span", { class: "soft" }, counted(changes.length, "setting"), " changed"),
      h("span", { class: "soft tabular run-id" }, `run ${run.id}`),
    ),
    run.error !== null && h("pre", { class: "run-error" }, run.error),
    facts("Result", flat(run.results).filter(({ value }) => value !== NOTHING).map(({ name, value }) => ({ name: resultName(name), value }))),
    facts("Made with", [...flat(run.versions), { name: "seed", value: run.seed === null ? "none" : String(run.seed) }]),
    settings(run, changes, before),
  );
}

function lasted(run: Run): string {
  if (run.ended_at === null) return "not ended";
  const took_s = (new Date(run.ended_at).getTime() - new Date(run.started_at).getTime()) / 1000;
  return Number.isFinite(took_s) ? duration(took_s) : "";
}

function facts(title: string, items: readonly Setting[]): HTMLElement | null {
  if (items.length === 0) return null;
  return h("section", null, h("h2", null, title), list(items, new Set()));
}

function settings(run: Run, changes: readonly string[], before: Run | null): HTMLElement | null {
  const items = flat(run.settings);
  if (items.length === 0) return null;
  const note = changes.length > 0 && before !== null ? `Marked: different from run ${before.id}.` : null;
  return h(
    "section",
    null,
    h("h2", null, "Settings"),
    note !== null && h("p", { class: "soft small" }, note),
    list(items, new Set(changes)),
  );
}

function list(items: readonly Setting[], marked: ReadonlySet<string>): HTMLElement {
  return h(
    "dl",
    { class: "facts" },
    items.map(({ name, value }) => h("div", { class: marked.has(name) ? "is-changed" : null }, h("dt", null, name), h("dd", null, value))),
  );
}
