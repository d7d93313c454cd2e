// One recording: its timeline with the tools around it, and what is chosen below.

import { get } from "../server/api.ts";
import type { RecordingSummary, ShownEvent, TreePage } from "../server/api.ts";
import { fill, h } from "../parts/dom.ts";
import { EventStore } from "../timeline/event-store.ts";
import { bindKeys } from "../shell/keys.ts";
import { undoLabels } from "../server/labeling.ts";
import { fail, say } from "../parts/notice.ts";
import { together } from "../shell/page.ts";
import type { Params, Stop } from "../shell/page.ts";
import { chosenEvent, chosenSpan, kindOf, nothingChosen } from "./chosen.ts";
import { changed, DrawnStore, edgeForm } from "./edges.ts";
import type { EdgeForm } from "./edges.ts";
import { recordingKeys } from "./keys.ts";
import { recordingHead } from "./head.ts";
import { RecordingPlayer } from "./player.ts";
import { explain, soundOf } from "./sound.ts";
import { recordingTools } from "./tools.ts";
import type { RecordingTools } from "./tools.ts";
import { go } from "../shell/router.ts";
import { addressOf } from "../search/query.ts";
import { belongs, channelsOf } from "../timeline/channels.ts";
import type { Channel } from "../timeline/channels.ts";
import { Timeline } from "../timeline/timeline.ts";
import { TimelineStrip } from "../timeline/strip.ts";
import type { Span } from "../timeline/drawing.ts";
import { clock } from "../parts/wording.ts";

/** Above this there is sound that nobody hears; it is slowed down unless told otherwise. */
const ULTRASOUND_RATE_HZ = 96_000;
const ULTRASOUND_SLOWDOWN = 10;
/** A call of a few milliseconds needs something around it to be heard as one. */
const AROUND_S = 0.05;

export class RecordingView {
  readonly stop: Stop;
  readonly timeline: Timeline;
  readonly #recording: RecordingSummary;
  readonly #signal: AbortSignal;
  readonly #store: EventStore;
  readonly #strip: TimelineStrip;
  readonly #tools: RecordingTools;
  readonly #player: RecordingPlayer;
  readonly #chosen = h("section", { class: "panel recording-chosen", "aria-label": "Chosen" });
  readonly #drawn: DrawnStore;
  #edgeForm: EdgeForm | null = null;
  /** What is shown about the chosen event. */
  #shown = "";
  #names: readonly string[] = [];
  #wantedEvent: number | null;

  constructor(root: HTMLElement, recording: RecordingSummary, { query, signal }: Params) {
    [this.#recording, this.#signal] = [recording, signal];
    this.#wantedEvent = query.has("event") ? Number(query.get("event")) : null;
    this.#store = new EventStore(recording, signal, () => this.#fetched(), fail);
    this.#drawn = new DrawnStore(recording, signal);
    this.timeline = new Timeline(recording, this.#store, `Spectrogram of ${recording.name}`, {
      choose: (event) => this.#choose(event),
      select: (span) => this.#select(span),
      moved: (view) => this.#strip.show(view, this.#store.events),
      drawEdges: (edges, isLetGo) => this.#drawEdges(edges, isLetGo),
    });
    this.#strip = new TimelineStrip(recording.duration_s, (middle_s) => this.timeline.centerAt(middle_s));
    this.#player = new RecordingPlayer(
      recording.sample_rate_hz,
      soundOf(recording, () => this.timeline.channel),
      {
        at: (time_s) => this.#hear(time_s),
        failed: (error) => void explain(recording, error, signal),
      },
    );
    this.#tools = recordingTools(recording, this);
    root.append(
      recordingHead(recording),
      this.#tools.element,
      this.timeline.element,
      this.#strip.element,
      this.#chosen,
    );
    fill(this.#chosen, nothingChosen());
    const keys = bindKeys("Recording", recordingKeys(this));
    this.stop = together(keys, this.timeline.stop, this.#strip.stop, () => this.#player.stop());
    const channel = Number(query.get("channel") ?? NaN);
    if (channelsOf(recording).includes(channel)) this.setChannel(channel);
    const at_s = Number(query.get("at"));
    if (at_s > 0) requestAnimationFrame(() => this.timeline.goTo(at_s, 0.4));
    void this.#loadTrees();
    void this.#drawn.load().then(() => this.#fetched());
    void get<string[]>("/api/map/names", signal).then(
      (names) => (this.#names = names),
      () => undefined,
    );
  }

  get recording(): RecordingSummary {
    return this.#recording;
  }

  /** How many times slower sound is played. */
  get slowdown(): number {
    const chosen = this.#tools.slowdown();
    if (chosen !== null) return chosen;
    if (this.timeline.chosen !== null) return this.timeline.chosen.slowdown;
    return this.#recording.sample_rate_hz > ULTRASOUND_RATE_HZ ? ULTRASOUND_SLOWDOWN : 1;
  }

  /** Play what is marked or chosen, or from the cursor on; stop if it sounds already. */
  toggle(): void {
    if (this.#player.isPlaying) return this.#player.stop();
    const { selection, chosen, cursor_s } = this.timeline;
    if (selection !== null) this.#play(selection.onset_s, selection.offset_s);
    else if (chosen !== null) this.#playEvent(chosen);
    else this.#play(cursor_s, this.#recording.duration_s);
  }

  /** Look at another channel, and hear it. */
  setChannel(channel: Channel): void {
    this.timeline.setChannel(channel);
    this.#tools.showChannel(channel);
    this.#strip.show(this.timeline.view, this.#store.events);
    const { chosen } = this.timeline;
    if (chosen !== null && !belongs(chosen, channel, this.#recording)) this.timeline.choose(null);
    else this.playAgain();
  }

  /** Play on with another slowdown or channel, up to the same end, if it sounds. */
  playAgain(): void {
    if (!this.#player.isPlaying) return;
    this.#play(this.timeline.heard_s ?? this.timeline.cursor_s, this.#player.end_s);
  }

  /** Choose the event after or before the chosen one or the cursor, and play it. */
  async step(step: 1 | -1): Promise<void> {
    const event = await this.#store.next(this.timeline, step);
    if (event === null) return say(step > 0 ? "No event after this one." : "No event before this one.");
    this.timeline.choose(event);
    say(`Event at ${clock(event.onset_s, 2)}, ${kindOf(event)}`);
  }

  /** Look for what is marked or chosen. */
  search(): void {
    const { selection, chosen } = this.timeline;
    const recording_id = this.#recording.id;
    const { channel } = this.timeline;
    if (selection !== null) go(addressOf({ kind: "stretch", recording_id, ...selection, channel }));
    else if (chosen !== null) go(addressOf({ kind: "event", event_id: chosen.id }));
    else say("Choose an event or mark a stretch first.");
  }

  clear(): void {
    this.timeline.select(null);
    this.timeline.choose(null);
  }

  undo(): void {
    void undoLabels(() => void this.#drawn.load().then(() => this.#store.refresh()));
  }

  #choose(event: ShownEvent | null): void {
    this.#player.stop();
    this.timeline.edges = null;
    if (event === null) return this.timeline.selection === null ? this.#showInstead(nothingChosen()) : undefined;
    this.timeline.selection = null;
    this.#showEvent(event);
    if (this.#recording.is_present) this.#playEvent(event);
  }

  #showInstead(element: HTMLElement): void {
    this.#shown = "";
    fill(this.#chosen, element);
  }

  #showEvent(event: ShownEvent): void {
    this.#shown = this.#factsOf(event);
    const form = edgeForm(event, this.#drawn.has(event), (edges) => this.#putEdges(event, edges));
    this.#edgeForm = form;
    this.timeline.edges = this.#drawn.of(event);
    form.show(this.timeline.edges);
    fill(
      this.#chosen,
      chosenEvent(event, this.#names, () => void this.#store.refresh()),
      form.element,
    );
  }

  #factsOf(event: ShownEvent): string {
    return JSON.stringify([event, this.#drawn.has(event), this.#drawn.of(event)]);
  }

  #drawEdges(edges: Span, isLetGo: boolean): void {
    this.#edgeForm?.show(edges);
    const event = this.timeline.chosen;
    if (isLetGo && event !== null) this.#putEdges(event, changed(edges, this.#drawn.of(event)));
  }

  #putEdges(event: ShownEvent, edges: Partial<Span>): void {
    void this.#drawn.put(event, edges, () => {
      this.#shown = ""; // edges that were refused go back
      this.#fetched();
    });
  }

  #playEvent(event: ShownEvent): void {
    this.#play(event.onset_s - AROUND_S, event.offset_s + AROUND_S);
  }

  #play(from_s: number, to_s: number): void {
    this.#player.play(Math.max(from_s, 0), Math.min(to_s, this.#recording.duration_s), this.slowdown);
    this.#tools.showPlaying(true, this.slowdown);
  }

  #select(span: Span | null): void {
    if (span === null) return this.#showInstead(nothingChosen());
    [this.timeline.chosen, this.timeline.edges] = [null, null];
    this.#showInstead(
      chosenSpan(
        span,
        () => this.toggle(),
        () => this.search(),
      ),
    );
  }

  #fetched(): void {
    this.#strip.show(this.timeline.view, this.#store.events);
    const chosen = this.#wantedEvent ?? this.timeline.chosen?.id ?? null;
    const event = this.#store.find(chosen);
    if (event !== null) {
      this.#wantedEvent = null;
      if (!belongs(event, this.timeline.channel, this.#recording)) this.setChannel(event.channel);
      this.timeline.chosen = event;
      // What a person types or presses there stays while one scrolls.
      if (this.#factsOf(event) !== this.#shown) this.#showEvent(event);
    }
    this.timeline.redraw();
  }

  #hear(time_s: number | null): void {
    this.timeline.follow(time_s);
    if (time_s === null) this.#tools.showPlaying(false, this.slowdown);
  }

  async #loadTrees(): Promise<void> {
    try {
      const page = await get<TreePage>(`/api/recordings/${this.#recording.id}/tree`, this.#signal);
      this.timeline.setTrees(page.trees);
      this.#tools.showTrees(page.trees.length > 0 ? page.trees_by : null);
    } catch (error) {
      fail(error);
    }
  }
}
