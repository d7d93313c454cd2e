// What was found, how sure that is, and what to do next.
import { get } from "../server/api.ts";
import type { CategorySummary, Overview } from "../server/api.ts";
import { codeWords } from "../parts/code-words.ts";
import { fill, h } from "../parts/dom.ts";
import type { Child } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { fail } from "../parts/notice.ts";
import { baselineTable } from "../overview/baselines.ts";
import { nextSteps } from "../overview/next-steps.ts";
import { problemList } from "../overview/problems.ts";
import { N_TYPICAL, shareStrip, typicalCalls } from "../overview/shares.ts";
import type { Page } from "../shell/page.ts";
import { count, counted, duration, estimated } from "../parts/wording.ts";

export const page: Page = (root, { signal }) => {
  void load(
    root,
    () => get<Overview>("/api/overview", signal),
    (overview) => show(root, overview, signal),
  );
  return () => undefined;
};

function show(root: HTMLElement, overview: Overview, signal: AbortSignal): void {
  const calls = Math.min(overview.n_categories, N_TYPICAL);
  const found = h("section", { class: "overview-found", "aria-label": "What was found", vars: { "--calls": calls } });
  fill(
    root,
    h("header", null, h("h1", null, overview.catalog)),
    h("p", { class: "lead" }, lead(overview)),
    overview.busy !== null && busyNotice(overview.busy),
    overview.busy === null && overview.stopped !== null && stoppedNotice(overview.stopped),
    overview.n_events > 0 && stats(overview),
    overview.n_categories > 0 && found,
    h(
      "div",
      { class: "overview-panels" },
      nextSteps(overview),
      overview.is_learned && h("div", { class: "overview-side" }, surePanel(overview), baselineTable(overview.baselines)),
    ),
    problemList(overview.problems),
  );
  if (overview.n_categories > 0) void showFound(found, signal);
}

async function showFound(place: HTMLElement, signal: AbortSignal): Promise<void> {
  try {
    const all = await get<CategorySummary[]>("/api/categories", signal);
    fill(place, shareStrip(all), typicalCalls(all));
  } catch (error) {
    fail(error);
  }
}

function lead(overview: Overview): Child {
  const { n_recordings, total_s, n_events, n_categories, n_unsure, stopped } = overview;
  if (n_recordings === 0) return "This catalog holds no recordings yet.";
  const sound = `${counted(n_recordings, "recording")} (${duration(total_s)} of sound)`;
  const isOne = n_recordings === 1;
  const known = `${sound} ${isOne ? "is" : "are"} known`;
  if (n_events === 0 && stopped !== null) return `${known}, and nothing could be learned from ${isOne ? "it" : "them"}.`;
  if (n_events === 0) return `${known}, and no calls have been found in ${isOne ? "it" : "them"} yet.`;
  const found = `In ${sound}, coincide found ${counted(n_events, "call")}`;
  if (n_categories === 0) return `${found}. They are not grouped into categories yet.`;
  const groups = counted(n_categories, "category", "categories");
  const sure = `${found}; ${n_unsure === 0 ? "all" : count(n_events - n_unsure)} of them fall into ${groups} of calls that sound alike.`;
  return n_unsure === 0 ? sure : [sure, " It is unsure about ", h("a", { href: "/categories/0" }, count(n_unsure)), "."];
}

function busyNotice(busy: string): HTMLElement {
  return h(
    "div",
    { class: "panel notice", role: "status" },
    h("p", null, codeWords(busy), ". This page shows the earlier state; reload it when that is done."),
  );
}

function stoppedNotice(reason: string): HTMLElement {
  return h("div", { class: "panel notice is-bad", role: "status" }, h("p", null, codeWords(`The last \`coincide learn\` stopped: ${reason}`)));
}

function stats(overview: Overview): HTMLElement {
  const item = (value: string, name: string, href: string): HTMLElement =>
    h("li", null, h("a", { href }, h("strong", null, value), h("span", null, name)));
  return h(
    "ul",
    { class: "stats" },
    item(count(overview.n_recordings), overview.n_recordings === 1 ? "recording" : "recordings", "/recordings"),
    item(duration(overview.total_s), "of sound", "/recordings"),
    item(count(overview.n_events), "calls found", "/map"),
    item(count(overview.n_categories), "categories", "/categories"),
    item(count(overview.labels.n_named_categories), "of them named", "/label"),
  );
}

function surePanel({ health, labels }: Overview): HTMLElement {
  return h(
    "section",
    { class: "panel" },
    h("h2", null, "How sure it is"),
    labels.estimate !== null && estimate(labels.estimate, labels.n_labels),
    health.length === 0 && h("p", { class: "soft" }, "Nothing is known about that yet."),
    health.map((sentence) => h("p", null, codeWords(sentence))),
    labels.n_labels === 0 && h("p", { class: "soft" }, "This includes no answers of yours yet. A few would show how accurate it is."),
  );
}

function estimate(share: number, n_labels: number): Child {
  return h(
    "p",
    { class: "estimate" },
    h("span", { class: "meter", vars: { "--part": share, "--k": "var(--accent)" }, "aria-hidden": true }),
    h("strong", null, `${estimated(share)} of calls have the right name, `),
    `as estimated from ${counted(n_labels, "answer")}.`,
  );
}
