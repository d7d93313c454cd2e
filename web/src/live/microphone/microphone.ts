// The microphone, at its own rate and as it is: no echo cancellation, noise suppression or gain control, which are made
// for speech and remove calls.

import { followTrack, idOf } from "../device.ts";
import type { Device, DeviceNews } from "../device.ts";
import { canReadTracks, readTrack } from "./reader.ts";
import { Settling } from "./settling.ts";
import type { Source, Take } from "./source.ts";
import { tapStream } from "./tap.ts";

export interface Microphone extends Device {
  readonly sampleRateHz: number;
}

export interface MicrophoneWishes extends DeviceNews {
  readonly tap: URL;
  readonly deviceId: string | null;
  readonly onChunk: Take;
}

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
  const [track] = stream.getAudioTracks();
  let isStopped = false;
  const letGo = (): void => {
    isStopped = true;
    for (const one of stream.getTracks()) one.stop();
  };
  const settled = (sampleRateHz: number): Take => {
    const settling = new Settling(sampleRateHz);
    return (chunk) => {
      const heard = settling.take(chunk);
      if (!isStopped && heard.length > 0) wishes.onChunk(heard);
    };
  };
  const broken = (): void => {
    if (!isStopped) wishes.onEnd();
  };
  let source: Source;
  try {
    source = track !== undefined && canReadTracks() ? await readTrack(track, settled, broken) : await tapStream(stream, wishes.tap, settled);
  } catch (error) {
    letGo();
    throw error;
  }
  followTrack(track, wishes, () => isStopped);
  const stop = (): void => {
    letGo();
    source.stop();
  };
  return { kind: "audioinput", deviceId: idOf(track), sampleRateHz: source.sampleRateHz, stop };
}
