// Runs on the browser's sound thread: hands the microphone's samples to the page, 1,024 at a time.
//
// Several channels become their mean. Blocks of 128 would make hundreds of messages a second.
//
// One chunk serves for all messages, each of which carries a copy of it. To hand the chunk itself over and make a new one
// left half a megabyte of garbage a minute, which Chromium seldom collects on this thread.

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const CHUNK = 1024;

class Tap extends AudioWorkletProcessor {
  readonly #chunk = new Float32Array(CHUNK);
  #filled = 0;

  process([channels = []]: readonly (readonly Float32Array[])[]): boolean {
    const [first] = channels;
    if (first === undefined) return true;
    for (let n = 0; n < first.length; n++) {
      let sum = 0;
      for (const channel of channels) sum += channel[n] ?? 0;
      this.#chunk[this.#filled++] = sum / channels.length;
      if (this.#filled === CHUNK) this.#send();
    }
    return true;
  }

  #send(): void {
    this.port.postMessage(this.#chunk);
    this.#filled = 0;
  }
}

registerProcessor("tap", Tap);

export {}; // a module, for its test
