// The page Live, put together: one device at a time, from the first press of the button until all is let go.
import { isAborted, messageOf } from "../api.ts";
import { codeWords } from "../code-words.ts";
import { fill, h } from "../dom.ts";
import { fail } from "../notice.ts";
import { kept } from "../preferences.ts";
import { downloadManifest } from "./download.ts";
import { LogPanel } from "./log-panel.ts";
import type { Manifest } from "./manifest.ts";
import { NameColors } from "./names.ts";
import type { Places } from "./places.ts";
import { obstacle, surroundings } from "./refusals.ts";
import type { Scene, Session } from "./scene.ts";
import { startHearing, startSeeing } from "./starting.ts";
import { Teacher } from "./teacher.ts";
import { makeBars } from "./view/bars.ts";
import { makeControls } from "./view/controls.ts";
import type { Mode } from "./view/controls.ts";
import { makeFacts } from "./view/facts.ts";
import { Spectrogram } from "./view/spectrogram.ts";
import { makeStage } from "./view/stage.ts";
import { makeThreshold } from "./view/threshold.ts";

const DEVICES = { sound: "microphone", image: "camera" } as const;
const FIRST_WORDS = { sound: "Press Listen", image: "Press Watch" } as const;
/** Below any threshold: nobody chose one yet, so the recognizer's own holds. */
const UNSET = -1;

export class LivePage {
  readonly #places: Places;
  readonly #left = new AbortController();
  readonly #manifests = new Map<Mode, Manifest>();
  readonly #thresholds = { sound: kept("coincide.live.sound-threshold", UNSET), image: kept("coincide.live.image-threshold", UNSET) };
  readonly #stage = makeStage();
  readonly #spectrogram = new Spectrogram(this.#stage.canvas);
  readonly #bars = makeBars();
  readonly #facts = makeFacts();
  readonly #trouble = h("div", { class: "live-trouble", "aria-live": "assertive" });
  readonly #threshold = makeThreshold((value) => this.#onThreshold(value));
  readonly #controls = makeControls({
    toggle: () => this.toggle(),
    switchMode: () => this.switchMode(this.#controls.mode()),
    switchDevice: (deviceId) => void this.#restart(deviceId),
  });
  readonly #keepButton: HTMLButtonElement;
  readonly #log: LogPanel;
  readonly teacher: Teacher;
  #colors = new NameColors([]);
  #session: Session | null = null;
  #starting: AbortController | null = null;

  constructor(root: HTMLElement, places: Places) {
    this.#places = places;
    this.teacher = new Teacher((name) => this.#colors.of(name));
    this.#log = new LogPanel(places, (name) => this.#colors.of(name));
    this.#keepButton = h("button", { type: "button", disabled: true, onclick: () => this.keepLast() }, `${places.keepWord} the last sound `, h("kbd", null, "K"));
    root.append(...this.#layout());
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
    this.#left.abort();
    this.#letGo();
    this.#spectrogram.stop();
    this.#log.stop();
  }

  #layout(): HTMLElement[] {
    const side = h("div", { class: "live-side" }, this.#bars.element, this.#threshold.element, this.#keepButton, this.#facts.element);
    return [
      h("h1", null, "Live"),
      h("p", { class: "intro" }, "Recognizes what the microphone hears or the camera sees. It runs on this device, and nothing is sent anywhere."),
      this.#controls.element,
      this.#trouble,
      h("div", { class: "live-main" }, this.#stage.element, h("section", { class: "panel", "aria-labelledby": "live-names-title" }, h("h2", { id: "live-names-title" }, "What it may be"), side)),
      h("div", { class: "live-below" }, this.#log.element, this.teacher.element),
    ];
  }

  /** Shows a mode that does not run yet: what it can tell apart, or why it cannot. */
  async #turnTo(mode: Mode): Promise<void> {
    this.#stage.showMode(mode);
    this.#keepButton.hidden = mode !== "sound";
    this.#idle(mode);
    fill(this.#trouble);
    const blocked = obstacle(surroundings(), DEVICES[mode]);
    if (blocked !== null) this.#complain(blocked);
    try {
      const manifest = this.#manifests.get(mode) ?? (await downloadManifest(this.#places[mode], this.#left.signal));
      this.#manifests.set(mode, manifest);
      if (this.#controls.mode() !== mode) return;
      this.#facts.show(manifest);
      this.#colors = new NameColors(manifest.labels);
      const chosen = this.#thresholds[mode].get();
      this.#threshold.set(chosen === UNSET ? manifest.unknownThreshold : chosen);
      await this.teacher.use(manifest);
    } catch (error) {
      if (isAborted(error) || this.#controls.mode() !== mode) return;
      this.#facts.show(null);
      this.#complain(messageOf(error));
    }
  }

  async #start(deviceId: string | null): Promise<void> {
    const mode = this.#controls.mode();
    const starting = new AbortController();
    this.#starting = starting;
    fill(this.#trouble);
    try {
      const blocked = obstacle(surroundings(), DEVICES[mode]);
      if (blocked !== null) throw new Error(blocked);
      // Nobody is asked for a device that then nothing listens to.
      if (!this.#manifests.has(mode)) await this.#need(mode);
      this.#controls.showPhase("starting");
      this.#stage.say({ kind: "quiet", text: "Starting" });
      const begin = mode === "sound" ? startHearing : startSeeing;
      const session = await begin({
        places: this.#places,
        scene: this.#scene(),
        deviceId,
        onShare: (share) => this.#controls.showShare(share < 1 ? share : null),
        onEnd: () => this.#lost(mode),
        signal: starting.signal,
      });
      if (starting.signal.aborted) session.stop();
      else this.#run(session);
    } catch (error) {
      if (starting.signal.aborted) return;
      this.#letGo();
      this.#complain(messageOf(error));
    }
  }

  async #need(mode: Mode): Promise<void> {
    const manifest = await downloadManifest(this.#places[mode], this.#left.signal);
    this.#manifests.set(mode, manifest);
    await this.#turnTo(mode);
  }

  #run(session: Session): void {
    this.#starting = null;
    this.#session = session;
    this.#log.begin(session.sampleRateHz);
    this.#controls.showShare(null);
    this.#controls.showPhase("running");
    this.#keepButton.disabled = false;
    this.teacher.attend(session);
    void this.#listDevices(session);
  }

  #letGo(): void {
    this.#starting?.abort();
    this.#starting = null;
    const session = this.#session;
    this.#session = null;
    if (session !== null) {
      session.stop();
      this.#log.end(session.nowS);
      void this.teacher.keep();
    }
    this.teacher.release();
    this.teacher.attend(null);
    this.#idle(this.#controls.mode());
  }

  #idle(mode: Mode): void {
    this.#stage.say({ kind: "quiet", text: FIRST_WORDS[mode] });
    this.#stage.tell("");
    this.#bars.show([], () => "");
    this.#controls.showPhase("idle");
    this.#controls.showShare(null);
  }

  async #restart(deviceId: string): Promise<void> {
    this.#letGo();
    await this.#start(deviceId);
  }

  #lost(mode: Mode): void {
    this.#letGo();
    this.#complain(`The ${DEVICES[mode]} went away. Connect it again, then start again.`);
  }

  #complain(message: string): void {
    fill(this.#trouble, h("p", { class: "panel notice is-bad" }, codeWords(message)));
  }

  #onThreshold(value: number): void {
    this.#thresholds[this.#controls.mode()].set(value);
    this.#session?.refresh();
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
      onTaught: () => this.teacher.show(),
      onError: (error) => {
        this.#letGo();
        fail(error);
      },
    };
  }

  async #listDevices(session: Session): Promise<void> {
    const kind = this.#controls.mode() === "sound" ? "audioinput" : "videoinput";
    const devices = await navigator.mediaDevices.enumerateDevices();
    if (this.#session === session) this.#controls.showDevices(devices.filter((one) => one.kind === kind), session.device.deviceId);
  }
}
