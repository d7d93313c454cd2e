// A session of listening: what each hop brings is shown, logged, and learned from while a person teaches.
import { toast } from "../parts/notice.ts";
import { duration } from "../parts/wording.ts";
import { UNKNOWN, verdictOn } from "./model/calls.ts";
import type { Call } from "./model/calls.ts";
import { Latency } from "./latency.ts";
import { Listener } from "./sound/listener.ts";
import type { Hop } from "./sound/listener.ts";
import type { SoundManifest } from "./model/manifest.ts";
import { MissedShare, wordsOfMissing } from "./sound/missing.ts";
import type { Microphone } from "./microphone/microphone.ts";
import type { Recognizer } from "./model/recognizer.ts";
import { Spoken } from "./scene.ts";
import type { Clip, Scene, Session } from "./scene.ts";
import { joined } from "./teaching/taught.ts";
import type { Scored } from "./model/scored.ts";

/** A name is to be read, even of a call of 50 ms. */
const SHOWN_S = 1.6;
/** A clip begins a little before its call, and ends a little after. */
const MARGIN_S = 0.15;
const LATELY_S = 3;
/** Numbers that change with each hop nobody reads, and each change lays the page out again. */
const TOLD_EVERY = 5;

export interface HearParts {
  readonly manifest: SoundManifest;
  readonly recognizer: Recognizer;
  readonly microphone: Microphone;
  readonly scene: Scene;
}

interface Lesson {
  readonly name: string;
  readonly fromS: number;
  toS: number;
  n: number;
}

interface Shown {
  readonly scores: readonly Scored[];
  readonly untilS: number;
}

export class HearSession implements Session {
  readonly #parts: HearParts;
  readonly #listener: Listener;
  readonly #latency = new Latency();
  readonly #spoken = new Spoken();
  readonly #missedShare = new MissedShare();
  #lesson: Lesson | null = null;
  #shown: Shown | null = null;
  #nHops = 0;

  constructor(parts: HearParts) {
    this.#parts = parts;
    const { manifest, recognizer, microphone, scene } = parts;
    scene.spectrogram.start(manifest.sampleRateHz);
    scene.stage.say({ kind: "quiet", text: "Listening" });
    this.#listener = new Listener(manifest, recognizer, microphone.sampleRateHz, {
      onSound: (samples) => scene.spectrogram.push(samples),
      onHop: (hop) => this.#onHop(hop),
      onError: scene.onError,
    });
  }

  get device(): Microphone {
    return this.#parts.microphone;
  }

  get sampleRateHz(): number {
    return this.#parts.manifest.sampleRateHz;
  }

  push(chunk: Float32Array, cameAtMs: number): void {
    this.#listener.push(chunk, cameAtMs);
  }

  teach(name: string): void {
    this.#lesson = { name, fromS: this.#listener.nowS, toS: Infinity, n: 0 };
  }

  stopTeaching(): void {
    if (this.#lesson !== null) this.#lesson.toS = this.#listener.nowS;
  }

  abandon(name: string): void {
    if (this.#lesson?.name === name) this.#lesson = null;
  }

  refresh(): void {
    if (this.#shown !== null) this.#say(this.#shown.scores);
  }

  get nowS(): number {
    return this.#listener.nowS + this.#listener.behindS;
  }

  lately(): Clip | null {
    const { nowS } = this.#listener;
    const samples = this.#listener.clip(Math.max(0, nowS - LATELY_S), nowS);
    return samples.length === 0 ? null : { samples, sampleRateHz: this.sampleRateHz };
  }

  stop(): void {
    this.#listener.stop();
    this.#parts.microphone.stop();
    this.#parts.recognizer.close();
    this.#parts.scene.spectrogram.pause();
    this.#parts.scene.stage.showLevel(0);
  }

  #onHop(hop: Hop): void {
    const { stage } = this.#parts.scene;
    stage.showLevel(hop.levelDb);
    this.#latency.add(hop.runMs);
    for (const call of hop.calls) this.#onCall(call);
    if (this.#shown !== null && hop.endS > this.#shown.untilS) {
      this.#shown = null;
      stage.say({ kind: "quiet", text: "Listening" });
    }
    this.#endLesson(hop.endS);
    if (this.#nHops++ % TOLD_EVERY === 0) this.#tell();
  }

  #onCall(call: Call): void {
    const { scene, manifest } = this.#parts;
    const clip = this.#listener.clip(call.onsetS - MARGIN_S, call.offsetS + MARGIN_S);
    this.#learn(call, clip);
    const isForced = scene.isForced();
    const scores = isForced ? scene.taught.shares(call.embedding).slice(0, 5) : joined(scene.taught.scores(call.embedding), call.scores);
    const [best] = scores;
    if (best === undefined) return;
    if (best.name === manifest.noiseLabel && !isForced) return;
    const verdict = verdictOn(scores, isForced ? 0 : scene.threshold());
    const label = verdict.name ?? UNKNOWN;
    const { onsetS, offsetS, lowHz, highHz } = call;
    scene.spectrogram.mark({ onsetS, offsetS, lowHz, highHz, text: label, color: scene.colors.of(label), isSure: verdict.name !== null });
    // The log counts by the clock, so that what is missing shifts no times.
    const { behindS } = this.#listener;
    scene.onEntry({ onsetS: onsetS + behindS, offsetS: offsetS + behindS, lowHz, highHz, label, confidence: verdict.probability, isNamed: verdict.name !== null }, clip);
    this.#shown = { scores, untilS: this.#listener.nowS + SHOWN_S };
    this.#say(scores);
    this.#spoken.tell(verdict);
  }

  #say(scores: readonly Scored[]): void {
    const { stage, bars, colors, threshold, isForced } = this.#parts.scene;
    const { name, probability } = verdictOn(scores, isForced() ? 0 : threshold());
    if (name === null) stage.say({ kind: "unknown", probability });
    else stage.say({ kind: "name", name, probability, color: colors.of(name) });
    bars.show(scores, (one) => colors.of(one));
  }

  #learn(call: Call, clip: Float32Array): void {
    const lesson = this.#lesson;
    if (lesson === null || call.offsetS < lesson.fromS || call.onsetS > lesson.toS) return;
    lesson.n++;
    this.#parts.scene.learn(lesson.name, `${Date.now()} ${call.id}`, call.embedding, clip);
  }

  /** Calls are known a while after they end, so a lesson waits for those that it was given for. */
  #endLesson(nowS: number): void {
    const lesson = this.#lesson;
    if (lesson === null || nowS < lesson.toS + this.#parts.manifest.latencyS + MARGIN_S) return;
    this.#lesson = null;
    if (lesson.n === 0) toast("Nothing was heard while you held the button. Make the sound once or a few times, then let go.");
  }

  #tell(): void {
    const summary = this.#latency.summary();
    if (summary === null) return;
    const { latencyS, hopSamples, sampleRateHz } = this.#parts.manifest;
    const hop = duration(hopSamples / sampleRateHz);
    const { skippedS, lostS } = this.#listener;
    const missedS = skippedS + lostS;
    this.#parts.scene.stage.tell(
      `${summary.medianMs.toFixed(1)} ms for ${hop} of sound, 95% within ${summary.p95Ms.toFixed(1)} ms · a name within ${duration(latencyS)} of a call's end`,
      summary,
      missedS,
    );
    this.#parts.scene.stage.warn(wordsOfMissing(missedS, this.#missedShare.at(this.nowS, missedS), this.#listener.lateS));
  }
}
