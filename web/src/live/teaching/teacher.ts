// Teaching: the classes of the model that runs, kept in this browser and taken along as a file.
import { fail, toast } from "../../parts/notice.ts";
import { counted } from "../../parts/wording.ts";
import type { Loss } from "../database.ts";
import type { Manifest } from "../model/manifest.ts";
import { saveFile } from "../../parts/save-file.ts";
import type { Session } from "../scene.ts";
import { ExampleStore } from "./store.ts";
import { Stillness } from "./stillness.ts";
import { Taught } from "./taught.ts";
import type { Kind } from "./taught.ts";
import { readTaught, writeTaught } from "./taught-file.ts";
import { makeTeachView } from "../view/teach-view.ts";
import type { TeachView } from "../view/teach-view.ts";

const HINTS = {
  sound: { first: "Start listening, then hold", then: "Hold", rest: "while the sound is made: once is enough, five times is better." },
  image: { first: "Start watching, then hold", then: "Hold", rest: "while the camera sees it, and move it: near, far, from all sides." },
} as const;
const LOSSES: Readonly<Record<Loss, string>> = {
  full: "The storage of this browser is full, so the newest examples are not kept. Thin or forget a class, or save the examples as a file before you leave the page.",
  refused: "This browser does not keep the examples. Save them as a file before you leave the page.",
};

/** Sends the sounds of a class to a catalog; null where there is none. */
export type SendSounds = ((name: string, clips: readonly Float32Array[], sampleRateHz: number) => Promise<string>) | null;

export class Teacher {
  readonly #view: TeachView;
  readonly #colorOf: (name: string) => string;
  readonly #send: SendSounds;
  readonly #store = new ExampleStore();
  readonly #stillness = new Stillness();
  #taught = new Taught();
  #kind: Kind = "sound";
  #maker: Manifest | null = null;
  #session: Session | null = null;
  #isShowing = false;
  #hasWarned = false;

  constructor(colorOf: (name: string) => string, send: SendSounds) {
    this.#colorOf = colorOf;
    this.#send = send;
    this.#view = makeTeachView({
      begin: (name) => {
        this.#stillness.begin();
        this.#session?.teach(name);
      },
      end: () => {
        this.#session?.stopTeaching();
        this.show();
      },
      forget: (name) => this.#change(() => {
        this.#session?.abandon(name);
        this.#taught.forget(name);
      }),
      rename: (from, to) => this.#change(() => {
        this.#session?.abandon(from);
        this.#taught.rename(from, to);
      }),
      thin: (name) => this.#change(() => this.#taught.thin(name)),
      send: send === null ? null : (name) => void this.#sendSounds(name),
      force: () => this.#session?.refresh(),
      save: () => this.#save(),
      open: (file) => void this.#open(file),
    });
    this.show();
  }

  /** The button to hold, for below the picture. */
  get bar(): HTMLElement {
    return this.#view.bar;
  }

  get element(): HTMLElement {
    return this.#view.element;
  }

  get taught(): Taught {
    return this.#taught;
  }

  /** Only the taught classes may be named. */
  get isForced(): boolean {
    return this.#view.isForced() && this.#taught.classes.length > 1;
  }

  press(): void {
    this.#view.press();
  }

  release(): void {
    this.#view.release();
  }

  /** Turns to what is taught next, before its model is here. */
  turnTo(kind: Kind): void {
    this.#kind = kind;
    this.show();
  }

  /** Turns to the classes of a model; those of another are kept until it is used again. */
  async use(manifest: Manifest): Promise<void> {
    if (this.#maker !== null && keyOf(this.#maker) === keyOf(manifest)) return;
    this.#maker = manifest;
    this.#taught = new Taught(manifest.kind, manifest.kind === "image" ? manifest.usual : []);
    await this.#load(this.#taught, manifest);
    this.show();
  }

  /** Teaching needs something that hears or sees. */
  attend(session: Session | null): void {
    this.#session = session;
    this.show();
  }

  /** An example was given: it is kept at once. */
  learn(name: string, key: string, embedding: Float32Array, clip: Float32Array | null = null): void {
    this.#taught.add(name, key, embedding, clip);
    this.#stillness.note(embedding);
    this.#showSoon();
    if (this.#maker !== null) void this.#store.add(keyOf(this.#maker), name, embedding).then((loss) => this.#afterLoss(loss));
  }

  show(): void {
    const { first, then, rest } = HINTS[this.#kind];
    const hint = this.#kind === "image" && this.#stillness.isStill ? "It is held still. Move it, so that it is recognized from other sides." : `${this.#session === null ? first : then} ${rest}`;
    this.#view.setReady(this.#session !== null, hint);
    // A catalog of sounds takes no pictures.
    this.#view.show(this.#taught, this.#colorOf, this.#maker?.kind === "sound");
  }

  /** A camera teaches twenty times a second, which nobody can read. */
  #showSoon(): void {
    if (this.#isShowing) return;
    this.#isShowing = true;
    setTimeout(() => {
      this.#isShowing = false;
      this.show();
    }, 100);
  }

  async #load(taught: Taught, manifest: Manifest): Promise<void> {
    const key = keyOf(manifest);
    const stored = (await this.#store.load(key)) ?? [];
    stored.filter(({ embedding }) => embedding.length === manifest.embeddingDim).forEach(({ name, embedding }, place) => taught.add(name, `kept ${place}`, embedding));
    const text = await this.#store.loadText(key);
    try {
      if (text !== null && taught.isEmpty) readTaught(text, taught, manifest, manifest.embeddingDim);
    } catch {
      // What an older version of this page kept is of no use any more.
    }
  }

  /** What IndexedDB does not take goes into the local storage, all at once. */
  #afterLoss(loss: Loss | null): void {
    if (loss === null || this.#maker === null) return;
    const left = this.#store.saveText(keyOf(this.#maker), writeTaught(this.#taught, this.#maker));
    if (left === null || this.#hasWarned || this.#taught.isEmpty) return;
    this.#hasWarned = true;
    fail(new Error(LOSSES[loss === "full" ? loss : left]));
  }

  /** Changes classes; what is shown is kept already, so that nothing comes back after a reload. */
  #change(work: () => void): void {
    work();
    if (this.#maker === null) return this.show();
    const key = keyOf(this.#maker);
    void this.#store.replace(key, this.#taught.classes).then((loss) => {
      if (loss === null) this.#store.forgetText(key);
      this.#afterLoss(loss);
      this.show();
    });
  }

  #save(): void {
    if (this.#maker === null) return;
    saveFile(new Blob([writeTaught(this.#taught, this.#maker)], { type: "application/json" }), `taught-${this.#maker.kind}.json`);
  }

  async #sendSounds(name: string): Promise<void> {
    const maker = this.#maker;
    if (this.#send === null || maker?.kind !== "sound") return;
    const examples = this.#taught.classes.find((one) => one.name === name)?.examples ?? [];
    const clips = examples.flatMap(({ clip }) => (clip == null ? [] : [clip]));
    try {
      if (clips.length === 0) toast(`The sounds of ${name} are no longer here: they last as long as the page. Teach ${name} again, then send it.`);
      else toast(await this.#send(name, clips, maker.sampleRateHz));
    } catch (error) {
      fail(error);
    }
  }

  async #open(file: File): Promise<void> {
    const maker = this.#maker;
    if (maker === null) return;
    try {
      const text = await file.text();
      this.#change(() => toast(`${counted(readTaught(text, this.#taught, maker, maker.embeddingDim), "example")} read from ${file.name}.`));
    } catch (error) {
      fail(error);
    }
  }
}

function keyOf(manifest: Manifest): string {
  return `${manifest.kind} ${manifest.embeddingKey}`;
}
