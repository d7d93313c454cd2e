// Runs on the browser's sound thread: hands the microphone's samples to the page.
//
// Each message carries a copy of the same chunk. To hand the chunk itself over and make a new one left half a megabyte of
// garbage a minute, which Chromium seldom collects on this thread.
import { Chunks } from "./live/microphone/chunks.ts";

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

class Tap extends AudioWorkletProcessor {
  readonly #chunks = new Chunks((chunk) => this.port.postMessage(chunk));

  process([channels = []]: readonly (readonly Float32Array[])[]): boolean {
    this.#chunks.push(channels);
    return true;
  }
}

registerProcessor("tap", Tap);
