// Where the chosen event begins and ends: what was found, what the person drew, and a form to type it.

import { get, sendChange } from "../server/api.ts";
import type { DrawnEdges, RecordingSummary, ShownEvent } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { fail, toast } from "../parts/notice.ts";
import { undoLabels } from "../server/labeling.ts";
import type { Span } from "../timeline/drawing.ts";

const DIGITS = 4;

/** The edges that were drawn in a recording. */
export class DrawnStore {
  readonly #recording: RecordingSummary;
  readonly #signal: AbortSignal;
  #drawn: ReadonlyMap<number, Span> = new Map();

  constructor(recording: RecordingSummary, signal: AbortSignal) {
    [this.#recording, this.#signal] = [recording, signal];
  }

  /** Where an event begins and ends to the person: as drawn, or as found. */
  of(event: ShownEvent): Span {
    return this.#drawn.get(event.id) ?? { onset_s: event.onset_s, offset_s: event.offset_s };
  }

  has(event: ShownEvent): boolean {
    return this.#drawn.has(event.id);
  }

  async load(): Promise<void> {
    try {
      const drawn = await get<DrawnEdges[]>(`/api/recordings/${this.#recording.id}/edges`, this.#signal);
      this.#drawn = new Map(drawn.map((each) => [each.event_id, each]));
    } catch (error) {
      fail(error);
    }
  }

  /** Store where an event begins and ends, and offer to undo it; calls `then` when the server knows. */
  async put(event: ShownEvent, edges: Partial<Span>, then: () => void): Promise<void> {
    const reload = (): void => void this.load().then(then);
    try {
      const { id } = await sendChange<DrawnEdges>("PUT", `/api/events/${event.id}/edges`, edges);
      toast("Edges drawn. The next `coincide learn` draws all events like these.", {
        name: "Undo",
        run: () => void undoLabels(reload, id),
      });
    } catch (error) {
      fail(error);
    }
    reload();
  }
}

/** What of some edges differs from others. */
export function changed(edges: Span, before: Span): Partial<Span> {
  return {
    ...(edges.onset_s !== before.onset_s && { onset_s: edges.onset_s }),
    ...(edges.offset_s !== before.offset_s && { offset_s: edges.offset_s }),
  };
}

export interface EdgeForm {
  readonly element: HTMLElement;
  show(edges: Span): void;
}

/** Two times to type, for those who do not drag; to send them as they are says that both are right. */
export function edgeForm(event: ShownEvent, isDrawn: boolean, put: (edges: Span) => void): EdgeForm {
  const field = (): HTMLInputElement =>
    h("input", { type: "number", min: 0, step: "any", required: true, class: "edge-time" });
  const [onset, offset] = [field(), field()];
  const found = h("p", { class: "soft small" });
  if (isDrawn) fill(found, `Drawn by hand; found from ${event.onset_s.toFixed(3)} to ${event.offset_s.toFixed(3)} s.`);
  else fill(found, "Drag the handles, or type times, to draw edges where they belong. Zoom in to see milliseconds.");
  const submit = (submitted: Event): void => {
    submitted.preventDefault();
    put({ onset_s: onset.valueAsNumber, offset_s: offset.valueAsNumber });
  };
  return {
    element: h(
      "form",
      { class: "edge-form", onsubmit: submit },
      h(
        "div",
        { class: "row" },
        h("label", { class: "field" }, "Begins (s)", onset),
        h("label", { class: "field" }, "Ends (s)", offset),
        h("button", { type: "submit" }, "Begins and ends here"),
      ),
      found,
    ),
    show: (edges) => {
      onset.value = edges.onset_s.toFixed(DIGITS);
      offset.value = edges.offset_s.toFixed(DIGITS);
    },
  };
}
