import { afterEach, test } from "node:test";
import { readTrack } from "./reader.ts";

afterEach(() => {
  Reflect.deleteProperty(globalThis, "MediaStreamTrackProcessor");
});

const sound = { sampleRate: 48_000, numberOfChannels: 1, numberOfFrames: 480, copyTo: () => undefined, close: () => undefined };

test("a track that breaks off while it is read is told", async () => {
  let end: ReadableStreamDefaultController | undefined;
  const readable = new ReadableStream({
    start: (controller) => {
      end = controller;
      controller.enqueue(sound);
    },
  });
  Object.assign(globalThis, { MediaStreamTrackProcessor: function () { return { readable }; } });
  const told = new Promise<void>((resolve) => {
    void readTrack({} as MediaStreamTrack, () => () => undefined, resolve).then(() => end?.error(new Error("unplugged")));
  });
  await told;
});
