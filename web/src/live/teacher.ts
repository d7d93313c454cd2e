// Teaching: the classes of the model that runs, kept in this browser and taken along as a file.
import { fail, toast } from "../notice.ts";
import { counted } from "../wording.ts";
import type { Manifest } from "./manifest.ts";
import { saveFile } from "./save-file.ts";
import type { Session } from "./scene.ts";
import * as store from "./store.ts";
import { Taught } from "./taught.ts";
import { readTaught, writeTaught } from "./taught-file.ts";
import { makeTeachView } from "./view/teach-view.ts";
import type { TeachView } from "./view/teach-view.ts";

/** Between two writes while examples come; a camera brings twenty a second. */
const PAUSE_MS = 1000;
const HINTS = {
  sound: "Give a name, start listening, and hold while the sound is made: once is enough, five times are better.",
  image: "Give a name, start watching, and hold while the camera sees it from a few sides.",
} as const;

export class Teacher {
  readonly #view: TeachView;
  readonly #colorOf: (name: string) => string;
  #taught = new Taught();
  #maker: Manifest | null = null;
  #session: Session | null = null;
  readonly #ending = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isKept = true;
  #hasWarned = false;

  constructor(colorOf: (name: string) => string) {
    this.#colorOf = colorOf;
    window.addEventListener("pagehide", () => this.#keepAtOnce(), { signal: this.#ending.signal });
    this.#view = makeTeachView({
      begin: (name) => this.#session?.teach(name),
      end: () => {
        this.#session?.stopTeaching();
        if (!this.#isKept) void this.keep();
      },
      forget: (name) => this.#change(() => {
        this.#session?.abandon(name);
        this.#taught.forget(name);
      }),
      rename: (from, to) => this.#change(() => {
        this.#session?.abandon(from);
        this.#taught.rename(from, to);
      }),
      save: () => this.#save(),
      open: (file) => void this.#open(file),
    });
    this.show();
  }

  get element(): HTMLElement {
    return this.#view.element;
  }

  get taught(): Taught {
    return this.#taught;
  }

  press(): void {
    this.#view.press();
  }

  release(): void {
    this.#view.release();
  }

  /** Turns to the classes of a model; those of another are kept until it is used again. */
  async use(manifest: Manifest): Promise<void> {
    if (this.#maker?.sha256 === manifest.sha256) return;
    this.#maker = manifest;
    this.#taught = new Taught();
    const taught = this.#taught;
    const text = await store.load(keyOf(manifest));
    try {
      if (text !== null) readTaught(text, taught, manifest, manifest.embeddingDim);
    } catch {
      // What an older version of this page kept is of no use any more.
    }
    this.show();
  }

  /** Teaching needs something that hears or sees. */
  attend(session: Session | null): void {
    this.#session = session;
    this.show();
  }

  /** Examples were added: kept at once, and then once a second while more come. */
  learned(): void {
    this.show();
    this.#isKept = false;
    if (this.#timer !== undefined) return;
    void this.keep();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isKept) void this.keep();
    }, PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#ending.abort();
  }

  show(): void {
    const kind = this.#maker?.kind ?? "sound";
    this.#view.setReady(this.#session !== null, HINTS[kind]);
    this.#view.show(this.#taught, this.#colorOf);
  }

  /** Keeps the classes for the next visit. */
  async keep(): Promise<void> {
    if (this.#maker === null) return;
    this.#isKept = true;
    const [key, text] = [keyOf(this.#maker), writeTaught(this.#taught, this.#maker)];
    if ((await store.save(key, text)) || store.saveAtOnce(key, text) || this.#hasWarned || this.#taught.isEmpty) return;
    this.#hasWarned = true;
    toast("This browser does not keep the examples. Save them as a file before you leave the page.");
  }

  #keepAtOnce(): void {
    if (!this.#isKept && this.#maker !== null) store.saveAtOnce(keyOf(this.#maker), writeTaught(this.#taught, this.#maker));
  }

  #change(work: () => void): void {
    work();
    this.show();
    void this.keep();
  }

  #save(): void {
    if (this.#maker === null) return;
    saveFile(new Blob([writeTaught(this.#taught, this.#maker)], { type: "application/json" }), `taught-${this.#maker.kind}.json`);
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
  return `${manifest.kind} ${manifest.sha256}`;
}
