// From a press of the button to a session that runs: the device, then the model, then the worker.
import { toast } from "../parts/notice.ts";
import { frequency } from "../parts/wording.ts";
import { openCamera } from "./camera/camera.ts";
import type { Device, DeviceNews } from "./device.ts";
import { downloadModel } from "./model/download.ts";
import type { ModelPlaces } from "./model/download.ts";
import { HearSession } from "./hear-session.ts";
import type { ImageManifest, Manifest, SoundManifest } from "./model/manifest.ts";
import { EarlySound } from "./microphone/early-sound.ts";
import { openMicrophone } from "./microphone/microphone.ts";
import type { Places } from "./places.ts";
import { startRecognizer } from "./model/recognizer.ts";
import type { Recognizer } from "./model/recognizer.ts";
import { refusal } from "./refusals.ts";
import type { DeviceKind } from "./refusals.ts";
import type { SpareWorker } from "./model/spare-worker.ts";
import type { Scene, Session } from "./scene.ts";
import { SeeSession } from "./see-session.ts";

export interface Wishes extends Required<DeviceNews> {
  readonly manifest: Manifest;
  readonly places: Places;
  readonly scene: Scene;
  readonly deviceId: string | null;
  readonly spare: SpareWorker;
  readonly onShare: (share: number) => void;
  /** Aborted when the person stops before the start was done. */
  readonly signal: AbortSignal;
}

/** Starts listening or watching; rejects with words for a person, and then holds no device. */
export function startSession(wishes: Wishes): Promise<Session> {
  const { manifest } = wishes;
  return manifest.kind === "sound" ? startHearing(manifest, wishes) : startSeeing(manifest, wishes);
}

async function startHearing(manifest: SoundManifest, wishes: Wishes): Promise<Session> {
  const early = new EarlySound();
  const [microphone, recognizer] = await both(
    opened("microphone", () =>
      openMicrophone({ tap: wishes.places.tap, deviceId: wishes.deviceId, onChunk: (chunk) => early.push(chunk), onEnd: wishes.onEnd, onMute: wishes.onMute }),
    ),
    fetched(wishes.places.sound, wishes),
  );
  warnOfNarrowBand(microphone.sampleRateHz, manifest.sampleRateHz);
  const session = new HearSession({ manifest, recognizer, microphone, scene: wishes.scene });
  early.leadTo((chunk, cameAtMs) => session.push(chunk, cameAtMs));
  return session;
}

async function startSeeing(manifest: ImageManifest, wishes: Wishes): Promise<Session> {
  let session: SeeSession | null = null;
  const { video } = wishes.scene.stage;
  const [camera, recognizer] = await both(
    opened("camera", () =>
      openCamera({ video, deviceId: wishes.deviceId, onFrame: () => session?.look(), onEnd: wishes.onEnd, onMute: wishes.onMute }),
    ),
    fetched(wishes.places.image, wishes),
  );
  session = new SeeSession({ manifest, recognizer, camera, scene: wishes.scene });
  return session;
}

/** Waits for a device and a recognizer, which gets ready while a person is asked for the device; lets go of one if the other fails. */
async function both<D extends Device>(opening: Promise<D>, fetching: Promise<Recognizer>): Promise<[D, Recognizer]> {
  const [device, recognizer] = await Promise.allSettled([opening, fetching]);
  if (device.status === "fulfilled" && recognizer.status === "fulfilled") return [device.value, recognizer.value];
  if (device.status === "fulfilled") device.value.stop();
  if (recognizer.status === "fulfilled") recognizer.value.close();
  throw device.status === "rejected" ? device.reason : (recognizer as PromiseRejectedResult).reason;
}

async function opened<T>(kind: DeviceKind, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw new Error(refusal(error, kind));
  }
}

async function fetched(from: ModelPlaces, { manifest, places, spare, onShare, signal }: Wishes): Promise<Recognizer> {
  signal.throwIfAborted();
  const model = await downloadModel(from, manifest, onShare, signal);
  const recognizer = await startRecognizer(spare.take(), places.workers, manifest, model);
  if (signal.aborted) recognizer.close();
  signal.throwIfAborted();
  return recognizer;
}

function warnOfNarrowBand(microphoneHz: number, wantedHz: number): void {
  if (microphoneHz >= 0.9 * wantedHz) return;
  toast(`This microphone hears up to ${frequency(microphoneHz / 2)}; the recognizer was taught up to ${frequency(wantedHz / 2)}. Higher calls will be missed.`);
}
