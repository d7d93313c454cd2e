// Giving a name to one event or to many, and taking it back.

import { sendChange, undo } from "./api.ts";
import { h } from "../parts/dom.ts";
import { fail, toast } from "../parts/notice.ts";
import { LONGEST_NAME, counted } from "../parts/wording.ts";

/** What the server takes in one piece. */
export const MOST_EVENTS = 100_000;
export const NOISE = "noise";

/** Give events a label, "" to take theirs back; offers to undo. Returns whether the server took it. */
export async function putLabels(eventIds: readonly number[], label: string, changed: () => void): Promise<boolean> {
  if (eventIds.length > MOST_EVENTS) {
    fail(new Error(`At most ${counted(MOST_EVENTS, "event")} can be labeled at once. Draw a smaller lasso.`));
    return false;
  }
  try {
    const { said, id } = await sendChange<{ n: number }>("PUT", "/api/labels", { event_ids: eventIds, label });
    const n = said.n;
    const what =
      label === "" ? `Removed the labels of ${counted(n, "event")}.` : `Labeled ${counted(n, "event")} ${label}.`;
    toast(what, { name: "Undo", run: () => void undoLabels(changed, id) });
    changed();
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

/** Take back a change, or the last one of this page, whatever it was. */
export async function undoLabels(changed: () => void, change?: number): Promise<void> {
  try {
    toast((await undo(change)) ?? "There is nothing to undo.");
    changed();
  } catch (error) {
    fail(error);
  }
}

let nForms = 0;

export interface LabelForm {
  readonly element: HTMLFormElement;
  readonly focus: () => void;
}

/** A field for a name, with the names used so far to choose from, and buttons for what needs no name. */
export function labelForm(names: readonly string[], say: string, give: (label: string) => void): LabelForm {
  const list = `names-${++nForms}`;
  const field = h("input", {
    name: "label",
    list,
    required: true,
    autocomplete: "off",
    maxlength: LONGEST_NAME,
    placeholder: "a name",
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    const label = field.value.trim();
    if (label !== "") give(label);
  };
  const element = h(
    "form",
    { class: "label-form", onsubmit: submit },
    h("label", { class: "field" }, "Label", field),
    h(
      "datalist",
      { id: list },
      names.filter((name) => name !== "").map((name) => h("option", { value: name })),
    ),
    h(
      "div",
      { class: "row" },
      h("button", { type: "submit", class: "primary" }, say),
      h("button", { type: "button", onclick: () => give(NOISE) }, "Noise"),
      h("button", { type: "button", class: "quiet", onclick: () => give("") }, "No label"),
    ),
  );
  return { element, focus: () => field.focus() };
}
