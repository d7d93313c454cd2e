// The log and what can be done with it: tables to save, calls to hear again, clips to keep as questions.
import { isAborted } from "../../server/api.ts";
import { fail, toast } from "../../parts/notice.ts";
import { player } from "../../parts/player.ts";
import { Log } from "./log.ts";
import type { Logged } from "./log.ts";
import type { About, Places } from "../places.ts";
import { saveFile } from "../../parts/save-file.ts";
import type { Clip } from "../scene.ts";
import { csvTable, ravenTable } from "./tables.ts";
import type { Entry } from "./tables.ts";
import { makeLogView } from "../view/log-view.ts";
import { wavFile } from "../sound/wav.ts";

export class LogPanel {
  readonly element: HTMLElement;
  readonly #places: Places;
  readonly #log = new Log();
  readonly #view;
  #playedUrl: string | null = null;

  constructor(places: Places, colorOf: (label: string) => string) {
    this.#places = places;
    this.#view = makeLogView(this.#log, colorOf, {
      play: (entry, button) => this.#play(entry, button),
      keep: (entry) => void this.#keepEntry(entry),
      save: (format) => this.#save(format),
      clear: () => {
        this.#log.clear();
        this.#view.refresh();
      },
      keepWord: places.keepWord,
    });
    this.element = this.#view.element;
  }

  begin(sampleRateHz: number): void {
    this.#log.begin(new Date(), sampleRateHz);
  }

  end(durationS: number): void {
    this.#log.end(durationS);
  }

  add(entry: Entry & { readonly isNamed: boolean }, clip: Float32Array | null): void {
    const logged = this.#log.add(entry, clip);
    if (logged !== null) this.#view.add(logged);
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
