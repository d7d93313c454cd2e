// The log as a table, newest first, with what can be done about each line.
import { fill, h } from "../../parts/dom.ts";
import { band, clock, counted, duration, moment, partsOfLongWords, percent, timeOfDay } from "../../parts/wording.ts";
import type { Log, Logged } from "../log/log.ts";

const N_SHOWN = 100;

export interface LogActions {
  readonly play: (entry: Logged, button: HTMLElement) => void;
  readonly keep: (entry: Logged) => void;
  readonly save: (format: "csv" | "raven") => void;
  readonly clear: () => void;
  readonly keepWord: string;
}

export interface LogView {
  readonly element: HTMLElement;
  /** Shows an entry that was just added. */
  readonly add: (entry: Logged) => void;
  /** Shows all entries again. */
  readonly show: () => void;
}

export function makeLogView(log: Log, colorOf: (label: string) => string, actions: LogActions): LogView {
  const body = h("tbody");
  const summary = h("p", { class: "soft small" });
  const buttons = [
    h("button", { type: "button", onclick: () => actions.save("csv") }, "Save as CSV"),
    h("button", { type: "button", onclick: () => actions.save("raven") }, "Save for Raven"),
    h("button", { type: "button", class: "quiet", onclick: actions.clear }, "Clear"),
  ];
  const empty = h("p", { class: "soft" }, "What is heard or seen is listed here, and can be saved as a table.");
  const table = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Lines of the log" }, h("table", { class: "live-log" }, head(), body));
  const element = h(
    "section",
    { class: "panel live-log-panel", "aria-labelledby": "live-log-title" },
    h("div", { class: "row spread" }, h("h2", { id: "live-log-title" }, "Log"), h("div", { class: "row" }, buttons)),
    empty,
    table,
    summary,
  );
  const refresh = (): void => {
    const isEmpty = log.n === 0;
    empty.hidden = !isEmpty;
    table.hidden = isEmpty;
    for (const button of buttons) button.disabled = isEmpty;
    const hidden = log.n - body.childElementCount;
    summary.textContent = hidden > 0 ? `${counted(hidden, "more line")} will be saved as well.` : "";
  };
  let playable: { readonly entry: Logged; readonly row: HTMLElement }[] = [];
  const lineOf = (entry: Logged): HTMLElement => {
    const row = line(entry, actions, colorOf(entry.label));
    if (entry.clip !== null) playable.push({ entry, row });
    return row;
  };
  const show = (): void => {
    playable = [];
    fill(body, log.newest(N_SHOWN).map(lineOf).toReversed());
    refresh();
  };
  refresh();
  return {
    element,
    show,
    add: (entry) => {
      body.prepend(lineOf(entry));
      // The log lets go of the sound of the oldest: nothing is left to play.
      while (playable[0]?.entry.clip === null) playable.shift()?.row.querySelector(".live-line-actions")?.remove();
      while (body.childElementCount > N_SHOWN) body.lastElementChild?.remove();
      refresh();
    },
  };
}

function head(): HTMLElement {
  const columns = ["at", "name", "how sure", "length", "band", ""];
  return h(
    "thead",
    null,
    h("tr", null, columns.map((name) => h("th", { scope: "col" }, name === "" ? h("span", { class: "unseen" }, "actions") : name))),
  );
}

function line(entry: Logged, actions: LogActions, color: string): HTMLElement {
  const dot = h("span", { class: "swatch", "aria-hidden": true, vars: { "--k": color } });
  const frequencies = entry.lowHz === null || entry.highHz === null ? "–" : band(entry.lowHz, entry.highHz);
  const when = moment(entry.at.toISOString());
  return h(
    "tr",
    { class: entry.isNamed ? null : "is-unknown", "data-label": entry.label },
    h("td", { class: "tabular", title: `${when}, ${clock(entry.onsetS)} after the start` }, entry.isEarlier ? when : timeOfDay(entry.at)),
    h("th", { scope: "row" }, h("span", { class: "live-name" }, dot, h("span", null, breakable(entry.label)))),
    h("td", { class: "tabular" }, percent(entry.confidence)),
    h("td", { class: "tabular" }, duration(entry.offsetS - entry.onsetS)),
    h("td", { class: "tabular" }, frequencies),
    h("td", null, entry.clip === null ? null : clipButtons(entry, actions)),
  );
}

/** Lets long words break, and no others, so that the buttons of a line stay in sight on a phone. */
function breakable(label: string): (string | HTMLElement)[] {
  return partsOfLongWords(label).flatMap((part, place) => (place === 0 ? [part] : [h("wbr"), part]));
}

function clipButtons(entry: Logged, actions: LogActions): HTMLElement {
  const what = `${entry.label} at ${clock(entry.onsetS)}`;
  const playing = h("button", { type: "button", class: "quiet", "aria-label": `Play ${what}` }, "Play");
  playing.addEventListener("click", () => actions.play(entry, playing));
  const keeping = h("button", { type: "button", class: "quiet", "aria-label": `${actions.keepWord} ${what}`, onclick: () => actions.keep(entry) }, actions.keepWord);
  return h("span", { class: "row live-line-actions" }, playing, keeping);
}
