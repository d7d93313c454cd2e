// A session of watching: frames become a steady name, spells of it are logged, and frames are learned from while taught.
import type { Camera } from "./camera/camera.ts";
import { Rate } from "./camera/rate.ts";
import { ForcedNaming, SightNaming } from "./camera/naming.ts";
import type { Naming } from "./camera/naming.ts";
import { Latency } from "./latency.ts";
import type { ImageManifest } from "./model/manifest.ts";
import type { Recognizer } from "./model/recognizer.ts";
import { Spoken } from "./scene.ts";
import type { Scene, Session } from "./scene.ts";
import { Spells } from "./camera/spells.ts";
import type { Entry } from "./log/tables.ts";
import { Watcher } from "./camera/watcher.ts";
import type { Sight } from "./camera/watcher.ts";

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
  readonly #naming: SightNaming;
  readonly #forced = new ForcedNaming();
  readonly #spells = new Spells();
  readonly #latency = new Latency();
  readonly #spoken = new Spoken();
  readonly #rate = new Rate();
  #lesson: string | null = null;
  #nowS = 0;
  #nSights = 0;

  constructor(parts: SeeParts) {
    this.#parts = parts;
    parts.scene.stage.say({ kind: "quiet", text: "Watching" });
    this.#naming = new SightNaming(parts.manifest);
    this.#watcher = new Watcher(parts.recognizer, {
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
    this.#rate.add(sight.atS);
    if (this.#lesson !== null) {
      scene.learn(this.#lesson, `${Date.now()} ${sight.number}`, sight.embedding, null);
    }
    const naming = this.#named(sight);
    this.#show(naming);
    this.#log(this.#spells.update(naming.name, naming.probability, sight.atS));
    if (this.#nSights++ % TOLD_EVERY === 0) this.#tell();
  }

  #named({ probabilities, embedding, atS }: Sight): Naming {
    const { taught, isForced, threshold } = this.#parts.scene;
    const forced = this.#forced.update(taught.shares(embedding), atS * 1000);
    const scores = taught.scores(embedding);
    if (this.#lesson === null && !scores.some(({ probability }) => probability >= 0.5)) taught.see(embedding);
    const free = this.#naming.update(probabilities, scores, atS * 1000, threshold());
    return isForced() ? forced : free;
  }

  #show({ name, probability, perhaps, bars }: Naming): void {
    const { stage, colors, bars: view } = this.#parts.scene;
    if (name === null) stage.say({ kind: "unknown", probability });
    else stage.say({ kind: "name", name, probability, color: colors.of(name) });
    stage.guess(perhaps?.name ?? null);
    view.show(bars, (one) => colors.of(one));
    this.#spoken.tell({ name, probability });
  }

  #log(spell: Entry | null): void {
    if (spell !== null) this.#parts.scene.onEntry({ ...spell, isNamed: true }, null);
  }

  #tell(): void {
    const summary = this.#latency.summary();
    if (summary === null) return;
    const { perSecond } = this.#rate;
    const rate = perSecond === 0 ? "" : ` · ${perSecond.toFixed(1)} frames a second, ${this.#watcher.nDropped} dropped`;
    this.#parts.scene.stage.tell(`${summary.medianMs.toFixed(0)} ms a frame, 95% within ${summary.p95Ms.toFixed(0)} ms${rate}`, summary);
  }
}
