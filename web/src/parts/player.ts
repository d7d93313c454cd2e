// Plays one sound at a time, and moves a playhead over the picture it belongs to.
import { getBytes } from "../server/api.ts";
import { fail, toast } from "./notice.ts";

/** How a sound ended or why it cannot begin is told by the element's class: `is-playing` while it sounds. */
class Player {
  readonly #audio = new Audio();
  #element: HTMLElement | null = null;
  #frame = 0;
  #hasAskedForPress = false;

  constructor() {
    this.#audio.preload = "auto";
    this.#audio.addEventListener("ended", () => this.stop());
  }

  /** Says whether `element`'s sound is what is heard now. */
  isPlaying(element: HTMLElement): boolean {
    return this.#element === element;
  }

  /**
   * Plays the sound at `url` instead of what is heard now. `element` gets `--at`, from 0 to 1, for its playhead. Without
   * `isAsked` no person asked for it, so nobody is told why it does not sound.
   */
  play(url: string, element: HTMLElement, isAsked = true): void {
    this.stop();
    this.#element = element;
    element.classList.add("is-playing");
    this.#audio.src = url;
    this.#audio.play().then(
      () => this.#follow(),
      (error: unknown) => this.#refused(error, element, isAsked ? url : null),
    );
  }

  /** Plays, or stops if it is this sound that is heard. */
  toggle(url: string, element: HTMLElement): void {
    if (this.isPlaying(element)) this.stop();
    else this.play(url, element);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#audio.pause();
    this.#element?.classList.remove("is-playing");
    this.#element?.style.removeProperty("--at");
    this.#element = null;
  }

  #follow(): void {
    if (this.#element === null) return;
    const { currentTime, duration } = this.#audio;
    if (duration > 0) this.#element.style.setProperty("--at", (currentTime / duration).toFixed(4));
    this.#frame = requestAnimationFrame(() => this.#follow());
  }

  #refused(error: unknown, element: HTMLElement, url: string | null): void {
    if (this.#element !== element || (error instanceof DOMException && error.name === "AbortError")) return;
    this.stop();
    if (error instanceof DOMException && error.name === "NotAllowedError") this.#askForPress();
    else if (url !== null) void explainMissing(url);
  }

  // Browsers let pages sound only after a first press or key.
  #askForPress(): void {
    if (!this.#hasAskedForPress) toast("Press any key or click once: browsers keep pages silent until then.");
    this.#hasAskedForPress = true;
  }
}

// The audio element does not say why; the server does.
async function explainMissing(url: string): Promise<void> {
  try {
    await getBytes(url);
    fail(new Error("This browser cannot play the sound that the server sent."));
  } catch (error) {
    fail(error);
  }
}

export const player = new Player();
