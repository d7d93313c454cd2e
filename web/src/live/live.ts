// The page Live, put together: one device at a time, from the first press of the button until all is let go.
import { isAborted, messageOf } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { fail } from "../parts/notice.ts";
import { downloadManifest } from "./model/download.ts";
import { devicesLike } from "./device.ts";
import { LogPanel } from "./log/log-panel.ts";
import { watchMaking } from "./model/making.ts";
import type { Manifest } from "./model/manifest.ts";
import { NameColors } from "./names.ts";
import type { Places } from "./places.ts";
import { noSound, obstacle, whyLost, whySilent } from "./refusals.ts";
import type { Scene, Session } from "./scene.ts";
import { SpareWorker } from "./model/spare-worker.ts";
import { startSession } from "./starting.ts";
import { Teacher } from "./teaching/teacher.ts";
import { WakeLock } from "./wake-lock.ts";
import { makeBars } from "./view/bars.ts";
import { makeControls } from "./view/controls.ts";
import type { Mode } from "./view/controls.ts";
import { makeFacts } from "./view/facts.ts";
import { layout, makeTrouble } from "./view/layout.ts";
import { Spectrogram } from "./view/spectrogram.ts";
import { makeStage } from "./view/stage.ts";
import { makeThreshold } from "./view/threshold.ts";

const DEVICES = { sound: "microphone", image: "camera" } as const;
const FIRST_WORDS = { sound: "Press Listen", image: "Press Watch" } as const;

export class LivePage {
  readonly #places: Places;
  readonly #stage = makeStage();
  readonly #spectrogram = new Spectrogram(this.#stage.canvas);
  readonly #bars = makeBars();
  readonly #facts = makeFacts();
  readonly #trouble = makeTrouble();
  readonly #threshold = makeThreshold(() => this.#session?.refresh());
  readonly #controls = makeControls({
    toggle: () => this.toggle(),
    switchMode: () => this.switchMode(this.#controls.mode()),
    switchDevice: (deviceId) => {
      this.#letGo();
      void this.#start(deviceId);
    },
  });
  readonly #keepButton: HTMLButtonElement;
  readonly #log: LogPanel;
  readonly teacher: Teacher;
  #colors = new NameColors([]);
  readonly #wakeLock = new WakeLock();
  readonly #spare: SpareWorker;
  #session: Session | null = null;
  #starting: AbortController | null = null;
  #turning = new AbortController();

  constructor(root: HTMLElement, places: Places) {
    this.#places = places;
    this.#spare = new SpareWorker(places.workers);
    this.teacher = new Teacher((name) => this.#colors.of(name), places.sendSounds);
    this.#log = new LogPanel(places, (name) => this.#colors.of(name));
    this.#keepButton = h("button", { type: "button", disabled: true, onclick: () => this.keepLast() }, `${places.keepWord} the last sound `, h("kbd", null, "K"));
    root.append(
      ...layout({
        controls: this.#controls.element,
        trouble: this.#trouble.element,
        stage: this.#stage.element,
        teachBar: this.teacher.bar,
        side: [this.#bars.element, this.#threshold.element, this.#keepButton, this.#facts.element],
        // The log grows: what stands under it would move away from the finger that presses it.
        below: [this.teacher.element, this.#log.element],
      }),
    );
    void this.#turnTo("sound");
  }

  get threshold() {
    return this.#threshold;
  }

  toggle(): void {
    if (this.#starting === null && this.#session === null) void this.#start(null);
    else this.#letGo();
  }

  switchMode(mode: Mode): void {
    this.#letGo();
    this.#controls.choose(mode);
    void this.#turnTo(mode);
  }

  keepLast(): void {
    if (this.#controls.mode() === "sound") void this.#log.keepLast(this.#session?.lately() ?? null);
  }

  stop(): void {
    this.#turning.abort();
    this.#letGo();
    this.#spare.close();
    this.#spectrogram.stop();
    this.#log.stop();
  }

  /** Shows a mode that does not run yet: what it can tell apart, or why it cannot. */
  async #turnTo(mode: Mode): Promise<void> {
    this.#stage.showMode(mode);
    this.#keepButton.hidden = mode !== "sound";
    this.#idle(mode);
    this.teacher.turnTo(mode);
    this.#trouble.clear();
    const blocked = obstacle(DEVICES[mode]);
    if (blocked !== null) this.#trouble.show(blocked);
    this.#facts.wait();
    this.#threshold.wait();
    // A server may be making the other recognizer, for which nobody waits any more.
    this.#turning.abort();
    const turning = new AbortController();
    this.#turning = turning;
    try {
      const manifest = await this.#manifest(mode, turning.signal);
      if (turning.signal.aborted) return;
      const unheard = noSound(manifest);
      if (unheard !== null) this.#trouble.show(unheard);
      await this.#take(manifest);
    } catch (error) {
      if (isAborted(error) || turning.signal.aborted) return;
      this.#facts.show(null);
      this.#trouble.show(messageOf(error));
    }
  }

  /** Fetches the manifest, and shows how far a server is that must make the recognizer first. */
  async #manifest(mode: Mode, signal: AbortSignal): Promise<Manifest> {
    const waiting = new AbortController();
    const { making } = this.#places;
    signal.addEventListener("abort", () => waiting.abort(), { once: true });
    if (making !== null && mode === "sound") watchMaking(making, (state) => this.#facts.wait(state), waiting.signal);
    try {
      return await downloadManifest(this.#places[mode], mode, signal);
    } finally {
      waiting.abort();
    }
  }

  async #take(manifest: Manifest): Promise<void> {
    this.#facts.show(manifest);
    this.#colors = new NameColors(manifest.labels);
    this.#threshold.turnTo(manifest.kind, manifest.unknownThreshold);
    await this.teacher.use(manifest);
  }

  async #start(deviceId: string | null): Promise<void> {
    const mode = this.#controls.mode();
    const starting = new AbortController();
    this.#starting = starting;
    this.#trouble.clear();
    try {
      const blocked = obstacle(DEVICES[mode]);
      if (blocked !== null) throw new Error(blocked);
      // Nobody is asked for a device that then nothing listens to; and the catalog may have learned since.
      this.#controls.showPhase("starting");
      this.#stage.say({ kind: "quiet", text: "Starting" });
      const manifest = await this.#manifest(mode, starting.signal);
      await this.#take(manifest);
      const unheard = noSound(manifest);
      if (unheard !== null) throw new Error(unheard);
      const session = await startSession({
        manifest,
        places: this.#places,
        scene: this.#scene(),
        deviceId,
        spare: this.#spare,
        onShare: (share) => this.#controls.showShare(share < 1 ? share : null),
        onEnd: () => this.#lost(mode),
        onMute: (isMuted) => (isMuted ? this.#trouble.show(whySilent(DEVICES[mode])) : this.#trouble.clear()),
        signal: starting.signal,
      });
      if (starting.signal.aborted) session.stop();
      else this.#run(session);
    } catch (error) {
      if (starting.signal.aborted) return;
      this.#letGo();
      this.#trouble.show(messageOf(error));
    }
  }

  #run(session: Session): void {
    this.#starting = null;
    this.#session = session;
    this.#log.begin(session.sampleRateHz, session.nowS);
    this.#controls.showShare(null);
    this.#controls.showPhase("running");
    this.#wakeLock.hold();
    this.#keepButton.disabled = false;
    this.teacher.attend(session);
    void devicesLike(session.device).then((devices) => {
      if (this.#session === session) this.#controls.showDevices(devices, session.device.deviceId);
    });
  }

  #letGo(): void {
    this.#starting?.abort();
    this.#starting = null;
    const session = this.#session;
    this.#session = null;
    this.#wakeLock.release();
    if (session !== null) {
      session.stop();
      this.#log.end(session.nowS);
    }
    this.teacher.release();
    this.teacher.attend(null);
    this.#idle(this.#controls.mode());
  }

  #idle(mode: Mode): void {
    this.#stage.say({ kind: "quiet", text: FIRST_WORDS[mode] });
    this.#stage.tell("");
    this.#stage.warn("");
    this.#bars.show([], () => "");
    this.#controls.showPhase("idle");
    this.#controls.showShare(null);
  }

  #lost(mode: Mode): void {
    this.#letGo();
    void whyLost(DEVICES[mode]).then((words) => this.#trouble.show(words));
  }

  #scene(): Scene {
    return {
      stage: this.#stage,
      spectrogram: this.#spectrogram,
      bars: this.#bars,
      colors: this.#colors,
      taught: this.teacher.taught,
      threshold: () => this.#threshold.get(),
      onEntry: (entry, clip) => this.#log.add(entry, clip),
      learn: (...example) => this.teacher.learn(...example),
      isForced: () => this.teacher.isForced,
      onError: (error) => {
        this.#letGo();
        fail(error);
      },
    };
  }
}
