// From a press of the button to a session that runs: the device, then the model, then the worker.
import { toast } from "../parts/notice.ts";
import { frequency } from "../parts/wording.ts";
import { openCamera } from "./camera/camera.ts";
import type { Device, DeviceNews } from "./device.ts";
import { download } from "./model/download.ts";
import type { ModelPlaces } from "./model/download.ts";
import { HearSession } from "./hear-session.ts";
import type { ImageManifest, Manifest, SoundManifest } from "./model/manifest.ts";
import { openMicrophone } from "./sound/microphone.ts";
import type { Places } from "./places.ts";
import { startRecognizer } from "./model/recognizer.ts";
import type { Recognizer } from "./model/recognizer.ts";
import { refusal } from "./refusals.ts";
import type { DeviceKind } from "./refusals.ts";
import type { SpareWorker } from "./model/spare-worker.ts";
import type { Scene, Session } from "./scene.ts";
import { SeeSession } from "./see-session.ts";

export interface Wishes extends Required<DeviceNews> {
  readonly places: Places;
  readonly scene: Scene;
  readonly deviceId: string | null;
  readonly spare: SpareWorker;
  readonly onShare: (share: number) => void;
  /** Aborted when the person stops before the start was done. */
  readonly signal: AbortSignal;
}

/** Starts listening or watching; rejects with words for a person, and then holds no device. */
export function startSession(mode: Manifest["kind"], wishes: Wishes): Promise<Session> {
  return mode === "sound" ? startHearing(wishes) : startSeeing(wishes);
}

async function startHearing(wishes: Wishes): Promise<Session> {
  let session: HearSession | null = null;
  const { device: microphone, manifest, recognizer } = await both(
    opened("microphone", () =>
      openMicrophone({ tap: wishes.places.tap, deviceId: wishes.deviceId, onChunk: (chunk) => session?.push(chunk), onEnd: wishes.onEnd, onMute: wishes.onMute }),
    ),
    fetched<SoundManifest>(wishes.places.sound, "sound", wishes),
  );
  warnOfNarrowBand(microphone.sampleRateHz, manifest.sampleRateHz);
  session = new HearSession({ manifest, recognizer, microphone, scene: wishes.scene });
  return session;
}

async function startSeeing(wishes: Wishes): Promise<Session> {
  let session: SeeSession | null = null;
  const { video } = wishes.scene.stage;
  const { device: camera, manifest, recognizer } = await both(
    opened("camera", () =>
      openCamera({ video, deviceId: wishes.deviceId, onFrame: () => session?.look(), onEnd: wishes.onEnd, onMute: wishes.onMute }),
    ),
    fetched<ImageManifest>(wishes.places.image, "image", wishes),
  );
  session = new SeeSession({ manifest, recognizer, camera, scene: wishes.scene });
  return session;
}

/** Waits for a device and a recognizer, which gets ready while a person is asked for the device; lets go of one if the other fails. */
async function both<D extends Device, M extends Manifest>(opening: Promise<D>, fetching: Promise<Fetched<M>>): Promise<Fetched<M> & { device: D }> {
  const [device, got] = await Promise.allSettled([opening, fetching]);
  if (device.status === "fulfilled" && got.status === "fulfilled") return { device: device.value, ...got.value };
  if (device.status === "fulfilled") device.value.stop();
  if (got.status === "fulfilled") got.value.recognizer.close();
  throw device.status === "rejected" ? device.reason : (got as PromiseRejectedResult).reason;
}

async function opened<T>(kind: DeviceKind, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw new Error(refusal(error, kind));
  }
}

interface Fetched<M extends Manifest> {
  readonly manifest: M;
  readonly recognizer: Recognizer;
}

async function fetched<M extends Manifest>(from: ModelPlaces, kind: M["kind"], wishes: Wishes): Promise<Fetched<M>> {
  wishes.signal.throwIfAborted();
  const { manifest, model } = await download(from, wishes.onShare, wishes.signal);
  if (manifest.kind !== kind) throw new Error(`There should be a recognizer for ${kind} at \`${from.manifest.pathname}\`, and there is one for ${manifest.kind}.`);
  const recognizer = await startRecognizer(wishes.spare.take(), wishes.places.workers, manifest, model);
  if (wishes.signal.aborted) recognizer.close();
  wishes.signal.throwIfAborted();
  return { manifest: manifest as M, recognizer };
}

function warnOfNarrowBand(microphoneHz: number, wantedHz: number): void {
  if (microphoneHz >= 0.9 * wantedHz) return;
  toast(`This microphone hears up to ${frequency(microphoneHz / 2)}; the recognizer was taught up to ${frequency(wantedHz / 2)}. Higher calls will be missed.`);
}
