// The microphone, at its own rate and as it is: no echo cancellation, noise suppression or gain control, which are made
// for speech and remove calls.

import { followTrack, idOf } from "../device.ts";
import type { Device, DeviceNews } from "../device.ts";
import { Settling } from "./settling.ts";

export interface Microphone extends Device {
  readonly sampleRateHz: number;
}

export interface MicrophoneWishes extends DeviceNews {
  readonly tap: URL;
  readonly deviceId: string | null;
  readonly onChunk: (samples: Float32Array) => void;
}

const WAIT_FOR_SOUND_MS = 10_000;

/** Opens a microphone; rejects with the browser's own error where it is refused or missing. */
export async function openMicrophone(wishes: MicrophoneWishes): Promise<Microphone> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: { ideal: 1 },
      ...(wishes.deviceId === null ? {} : { deviceId: { exact: wishes.deviceId } }),
    },
  });
  // Only now: Safari lets a page that captures start a context without a further press.
  const context = new AudioContext({ latencyHint: "interactive" });
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== "closed") void context.close();
  };
  try {
    await addTap(context, wishes.tap);
    const settling = new Settling(context.sampleRate);
    const tap = new AudioWorkletNode(context, "tap", { numberOfInputs: 1, numberOfOutputs: 1 });
    tap.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      const heard = settling.take(data);
      if (!isStopped && heard.length > 0) wishes.onChunk(heard);
    };
    // Some browsers run only what leads to the speakers; the tap's output is silent.
    context.createMediaStreamSource(stream).connect(tap).connect(context.destination);
    await running(context);
  } catch (error) {
    stop();
    throw error;
  }
  const [track] = stream.getAudioTracks();
  followTrack(track, wishes, () => isStopped);
  // iOS interrupts sound for calls and other programs.
  context.addEventListener("statechange", () => {
    if (!isStopped && context.state !== "running") void context.resume();
  });
  return { kind: "audioinput", deviceId: idOf(track), sampleRateHz: context.sampleRate, stop };
}

// The browser's own error is that of a device which another program uses.
async function addTap(context: AudioContext, tap: URL): Promise<void> {
  try {
    await context.audioWorklet.addModule(tap);
  } catch {
    throw new Error(`the server does not send \`${tap.pathname}\`, which listens. Start the server again, then start here again.`);
  }
}

function running(context: AudioContext): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error("no sound came. Press start again; Firefox also needs a sound output, such as headphones."));
    const timer = setTimeout(late, WAIT_FOR_SOUND_MS);
    context.resume().then(
      () => {
        clearTimeout(timer);
        resolve();
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}
