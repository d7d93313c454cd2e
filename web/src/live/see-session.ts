// A session of watching: frames become a steady name, spells of it are logged, and frames are learned from while taught.
import type { Camera } from "./camera.ts";
import { Latency } from "./latency.ts";
import type { ImageManifest } from "./manifest.ts";
import type { Recognizer } from "./recognizer.ts";
import { Spoken } from "./scene.ts";
import type { Scene, Session } from "./scene.ts";
import { Spells } from "./spells.ts";
import { SteadyLabel } from "./steady.ts";
import { joined } from "./taught.ts";
import type { Entry } from "./tables.ts";
import { Watcher } from "./watcher.ts";
import type { Sight } from "./watcher.ts";

export interface SeeParts {
  readonly manifest: ImageManifest;
  readonly recognizer: Recognizer;
  readonly camera: Camera;
  readonly scene: Scene;
}

const TOLD_EVERY = 5;

export class SeeSession implements Session {
  readonly #parts: SeeParts;
  readonly #watcher: Watcher;
  readonly #steady = new SteadyLabel();
  readonly #spells = new Spells();
  readonly #latency = new Latency();
  readonly #spoken = new Spoken();
  #lesson: string | null = null;
  #nowS = 0;
  #nSights = 0;

  constructor(parts: SeeParts) {
    this.#parts = parts;
    parts.scene.stage.say({ kind: "quiet", text: "Watching" });
    this.#watcher = new Watcher(parts.manifest, parts.recognizer, {
      grab: () => parts.camera.grab(),
      onSight: (sight) => this.#onSight(sight),
      onError: parts.scene.onError,
    });
  }

  get device(): Camera {
    return this.#parts.camera;
  }

  /** Pictures have none; tables need a number for the upper end of the band. */
  get sampleRateHz(): number {
    return 0;
  }

  look(): void {
    this.#watcher.look();
  }

  teach(name: string): void {
    this.#lesson = name;
  }

  stopTeaching(): void {
    this.#lesson = null;
  }

  abandon(name: string): void {
    if (this.#lesson === name) this.#lesson = null;
  }

  refresh(): void {
    // The next frame is a tenth of a second away.
  }

  get nowS(): number {
    return this.#nowS;
  }

  lately(): null {
    return null;
  }

  stop(): void {
    this.#watcher.stop();
    this.#parts.camera.stop();
    this.#parts.recognizer.close();
    this.#log(this.#spells.finish(this.#nowS));
  }

  #onSight(sight: Sight): void {
    const { scene } = this.#parts;
    this.#nowS = sight.atS;
    this.#latency.add(sight.runMs);
    if (this.#lesson !== null) {
      scene.taught.add(this.#lesson, `${Date.now()} ${sight.number}`, sight.embedding);
      scene.onTaught();
    }
    const name = this.#steady.update(joined(scene.taught.scores(sight.embedding), sight.scores, 10), sight.atS * 1000, scene.threshold());
    const ranked = this.#steady.ranked().slice(0, 5);
    const probability = ranked.find((one) => one.name === name)?.probability ?? ranked[0]?.probability ?? 0;
    this.#show(name, probability);
    scene.bars.show(ranked, (one) => scene.colors.of(one));
    this.#log(this.#spells.update(name, probability, sight.atS));
    if (this.#nSights++ % TOLD_EVERY === 0) this.#tell(sight.atS);
  }

  #show(name: string | null, probability: number): void {
    const { stage, colors } = this.#parts.scene;
    if (name === null) stage.say({ kind: "unknown", probability });
    else stage.say({ kind: "name", name, probability, color: colors.of(name) });
    this.#spoken.tell({ name, probability });
  }

  #log(spell: Entry | null): void {
    if (spell !== null) this.#parts.scene.onEntry({ ...spell, isNamed: true }, null);
  }

  #tell(atS: number): void {
    const summary = this.#latency.summary();
    if (summary === null) return;
    const perSecond = atS > 0 ? this.#nSights / atS : 0;
    this.#parts.scene.stage.tell(
      `${summary.medianMs.toFixed(0)} ms a frame, 95% within ${summary.p95Ms.toFixed(0)} ms · ${perSecond.toFixed(1)} frames a second, ${this.#watcher.nDropped} dropped`,
      summary,
    );
  }
}
