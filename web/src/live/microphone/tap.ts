// A microphone's samples by way of an AudioContext, which every browser has.
import { beforeLong } from "./source.ts";
import type { Source, Take } from "./source.ts";

/** Hands on what the stream brings, as `takeAt` wants it at the context's sample rate. */
export async function tapStream(stream: MediaStream, tap: URL, takeAt: (sampleRateHz: number) => Take): Promise<Source> {
  // Safari lets a page that captures start a context without a further press. Nothing is to be heard from it, so it may
  // take its time: larger buffers lose less while other programs have the processor.
  const context = new AudioContext({ latencyHint: "playback" });
  const stop = (): void => {
    if (context.state !== "closed") void context.close();
  };
  try {
    await addTap(context, tap);
    const take = takeAt(context.sampleRate);
    const node = new AudioWorkletNode(context, "tap", { numberOfInputs: 1, numberOfOutputs: 1 });
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => take(data);
    // Some browsers run only what leads to the speakers; the tap's output is silent.
    context.createMediaStreamSource(stream).connect(node).connect(context.destination);
    await beforeLong(context.resume());
  } catch (error) {
    stop();
    throw error;
  }
  // iOS interrupts sound for calls and other programs.
  context.addEventListener("statechange", () => {
    if (context.state !== "running" && context.state !== "closed") void context.resume();
  });
  return { sampleRateHz: context.sampleRate, stop };
}

// The browser's own error is that of a device which another program uses.
async function addTap(context: AudioContext, tap: URL): Promise<void> {
  try {
    await context.audioWorklet.addModule(tap);
  } catch {
    throw new Error(`the server does not send \`${tap.pathname}\`, which listens. Start the server again, then start here again.`);
  }
}
