// How sure the names are, and what to do when there is no question.

import type { CurvePoint } from "../server/api.ts";
import { curve } from "./curve.ts";
import { h } from "../parts/dom.ts";
import type { Child } from "../parts/dom.ts";
import type { QueueState } from "./outbox.ts";
import { counted, estimated } from "../parts/wording.ts";

/** Below this the estimate is a guess; the same limit as in `coincide label`. */
const FEW_ANSWERS = 15;

/** The estimate in words, its curve, and whether one may stop. */
export function labelProgress(state: QueueState, points: readonly CurvePoint[]): Child {
  const [share, rest] = estimateWords(state);
  return [
    h("h2", null, "How sure it is"),
    h("p", null, share !== "" && h("strong", null, share), rest),
    curve(points),
    state.can_stop &&
      h(
        "p",
        { class: "label-stop" },
        h("strong", null, "You can stop here. "),
        "The last answers hardly changed anything; more will hardly help.",
      ),
  ];
}

/** The estimate, empty if there is none, and the rest of the sentence about it. */
export function estimateWords({ quality, n_answers }: Pick<QueueState, "quality" | "n_answers">): [string, string] {
  const after = counted(n_answers, "answer");
  if (quality === null) return ["", `After ${after} there is no estimate yet.`];
  const share = estimated(quality);
  const what = " of all events have the right name";
  if (n_answers === 0) return [share, `${what} by the labels so far (a rough guess before the first answer).`];
  const guess = n_answers < FEW_ANSWERS ? " (a rough guess with so few)" : "";
  return [share, `${what} after ${after}${guess}.`];
}

/** In the place of a question while the server looks for the next one, or cannot. */
export function choosing(isTroubled: boolean): HTMLElement {
  const words = isTroubled ? "The next question comes once your answers are stored" : "Choosing the next question…";
  return h("div", { class: "empty" }, h("h2", null, words));
}

/** In the place of a question when there is none. */
export function nothingLeft(): HTMLElement {
  const learn = [", or run ", h("code", null, "coincide learn"), " to learn from your labels."];
  return h(
    "div",
    { class: "empty" },
    h("h2", null, "Nothing is left to ask"),
    h("p", null, "Every group has its answer. ", h("a", { href: "/categories" }, "See the categories"), learn),
  );
}
