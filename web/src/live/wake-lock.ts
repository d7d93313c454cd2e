// Keeps the screen on while the page listens or watches: a phone that sleeps hears nothing.

export class WakeLock {
  #lock: WakeLockSentinel | null = null;
  #isWanted = false;
  readonly #watch = (): void => {
    // The browser lets go of it whenever the page is hidden.
    if (document.visibilityState === "visible" && this.#isWanted) void this.#ask();
  };

  hold(): void {
    this.#isWanted = true;
    document.addEventListener("visibilitychange", this.#watch);
    void this.#ask();
  }

  release(): void {
    this.#isWanted = false;
    document.removeEventListener("visibilitychange", this.#watch);
    void this.#lock?.release();
    this.#lock = null;
  }

  async #ask(): Promise<void> {
    try {
      const lock = await navigator.wakeLock?.request("screen");
      if (this.#isWanted) this.#lock = lock ?? null;
      else void lock?.release();
    } catch {
      // A battery that is low refuses; the page goes on as long as the screen does.
    }
  }
}
