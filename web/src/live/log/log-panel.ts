// The log and what can be done with it: tables to save, calls to hear again, clips to keep as questions.
import { isAborted } from "../../server/api.ts";
import { fail, toast } from "../../parts/notice.ts";
import { player } from "../../parts/player.ts";
import type { Loss } from "../database.ts";
import { Log, MAX_ENTRIES } from "./log.ts";
import type { Logged } from "./log.ts";
import { LogStore } from "./log-store.ts";
import type { About, Places } from "../places.ts";
import { saveFile } from "../../parts/save-file.ts";
import type { Clip } from "../scene.ts";
import { csvTable, ravenTable } from "./tables.ts";
import type { Line } from "./lines.ts";
import { makeLogView } from "../view/log-view.ts";
import { wavFile } from "../sound/wav.ts";

const LOSSES: Readonly<Record<Loss, string>> = {
  full: "The storage of this browser is full, so new lines of the log are not kept. Save the log as a table before you leave the page, then clear it.",
  refused: "This browser does not keep the log. Save it as a table before you leave the page.",
};

export class LogPanel {
  readonly element: HTMLElement;
  readonly #places: Places;
  readonly #log = new Log();
  readonly #store = new LogStore();
  readonly #restored: Promise<void>;
  readonly #view;
  #startedAt = new Date();
  #sampleRateHz = 0;
  #hasWarned = false;
  #playedUrl: string | null = null;

  constructor(places: Places, colorOf: (label: string) => string) {
    this.#places = places;
    this.#view = makeLogView(this.#log, colorOf, {
      play: (entry, button) => this.#play(entry, button),
      keep: (entry) => void this.#keepEntry(entry),
      save: (format) => this.#save(format),
      clear: () => void this.#clear(),
      keepWord: places.keepWord,
    });
    this.element = this.#view.element;
    this.#restored = this.#restore();
  }

  /** Begins a session that has heard or seen `nowS` seconds already. */
  begin(sampleRateHz: number, nowS: number): void {
    this.#startedAt = new Date(Date.now() - 1000 * nowS);
    this.#sampleRateHz = sampleRateHz;
    this.#log.begin(this.#startedAt, sampleRateHz);
  }

  end(durationS: number): void {
    this.#log.end(durationS);
  }

  add(entry: Line, clip: Float32Array | null): void {
    const logged = this.#log.add(entry, clip);
    if (logged === null) return;
    this.#view.add(logged);
    void this.#store
      .add({ ...entry, startedMs: this.#startedAt.getTime(), sampleRateHz: this.#sampleRateHz })
      .then((loss) => this.#tellOf(loss));
  }

  /** Keeps the newest call, or `lately` where none was found. */
  async keepLast(lately: Clip | null): Promise<void> {
    const last = this.#log.lastClip;
    if (last !== null) await this.#keepEntry(last);
    else if (lately !== null) await this.#keep(lately, { label: null, at: new Date() });
    else toast("There is no sound to keep yet. Listen first.");
  }

  stop(): void {
    player.stop();
    if (this.#playedUrl !== null) URL.revokeObjectURL(this.#playedUrl);
  }

  async #restore(): Promise<void> {
    this.#log.restore(await this.#store.load(MAX_ENTRIES));
    this.#view.show();
  }

  async #clear(): Promise<void> {
    await this.#restored;
    this.#log.clear();
    this.#view.show();
    await this.#store.clear();
  }

  /** What cannot be kept is told once: lines come many times a minute. */
  #tellOf(loss: Loss | null): void {
    if (loss === null || this.#hasWarned) return;
    this.#hasWarned = true;
    fail(new Error(LOSSES[loss]));
  }

  async #keepEntry(entry: Logged): Promise<void> {
    if (entry.clip === null) return;
    await this.#keep({ samples: entry.clip, sampleRateHz: entry.sampleRateHz }, { label: entry.isNamed ? entry.label : null, at: entry.at });
  }

  async #keep({ samples, sampleRateHz }: Clip, about: About): Promise<void> {
    try {
      toast(await this.#places.keep(wavFile(samples, sampleRateHz), about));
    } catch (error) {
      if (!isAborted(error)) fail(error);
    }
  }

  #play(entry: Logged, button: HTMLElement): void {
    if (entry.clip === null) return;
    if (player.isPlaying(button)) {
      player.stop();
      return;
    }
    if (this.#playedUrl !== null) URL.revokeObjectURL(this.#playedUrl);
    this.#playedUrl = URL.createObjectURL(wavFile(entry.clip, entry.sampleRateHz));
    player.play(this.#playedUrl, button);
  }

  #save(format: "csv" | "raven"): void {
    const groups = this.#log.groups;
    const stem = (groups[0]?.recording ?? "live").replace(/\.wav$/, "");
    const isCsv = format === "csv";
    const text = isCsv ? csvTable(groups) : ravenTable(groups);
    saveFile(new Blob([text], { type: isCsv ? "text/csv" : "text/plain" }), stem + (isCsv ? ".csv" : ".Table.1.selections.txt"));
  }
}
