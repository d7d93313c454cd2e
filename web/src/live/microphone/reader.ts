// A microphone's samples from its track itself, where the browser hands them out: Chromium does.
//
// An AudioContext keeps the time of the sound output, and a turn that it misses while other programs have the processor
// is lost. Here sound waits for the page. Beside four busy programs on two cores, a context lost 3.1 s and 1.4 s of 40 s,
// or 0.7 s and 0.9 s with a larger buffer; tracks lost 0 s and 0.1 s, in the device.
import { Chunks } from "./chunks.ts";
import { beforeLong } from "./source.ts";
import type { Source, Take } from "./source.ts";

/** A piece is a hundredth of a second, so these are as many seconds as the recognizer may fall behind. */
const N_WAITING = 1500;

/** TypeScript does not list it: the standard wants it in workers, and for pictures alone. */
declare class MediaStreamTrackProcessor {
  constructor(init: { readonly track: MediaStreamTrack; readonly maxBufferSize: number });
  readonly readable: ReadableStream<AudioData>;
}

export const canReadTracks = (): boolean => typeof MediaStreamTrackProcessor === "function";

/** Hands on what the track brings, as `takeAt` wants it at the microphone's sample rate; `onEnd` if it breaks off. */
export async function readTrack(track: MediaStreamTrack, takeAt: (sampleRateHz: number) => Take, onEnd: () => void): Promise<Source> {
  const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: N_WAITING }).readable.getReader();
  const stop = (): void => void reader.cancel();
  try {
    const { value: first } = await beforeLong(reader.read());
    if (first === undefined) throw new Error("it was switched off before any sound came. Switch it on, then start again.");
    const { sampleRate: sampleRateHz } = first;
    const take = takeAt(sampleRateHz);
    void handOn(reader, first, new Chunks((chunk) => take(chunk.slice()))).catch(onEnd);
    return { sampleRateHz, stop };
  } catch (error) {
    stop();
    throw error;
  }
}

async function handOn(reader: ReadableStreamDefaultReader<AudioData>, first: AudioData, chunks: Chunks): Promise<void> {
  const planes = Array.from({ length: first.numberOfChannels }, () => new Float32Array(first.numberOfFrames));
  for (let sound: AudioData | undefined = first; sound !== undefined; sound = (await reader.read()).value) {
    chunks.push(planes.map((plane, planeIndex) => channelOf(sound as AudioData, planeIndex, plane)));
    sound.close();
  }
}

/** One channel, in `plane` if it has room. */
function channelOf(sound: AudioData, planeIndex: number, plane: Float32Array<ArrayBuffer>): Float32Array {
  const channel = sound.numberOfFrames === plane.length ? plane : new Float32Array(sound.numberOfFrames);
  sound.copyTo(channel, { planeIndex, format: "f32-planar" });
  return channel;
}
