// What can stand between the page and a device, each with what to do about it.

import { counted } from "../parts/wording.ts";
import type { Manifest } from "./model/manifest.ts";

export type DeviceKind = "microphone" | "camera";

/** The parts of a browser that are looked at; tests hand in others. */
export interface Surroundings {
  readonly isSecure: boolean;
  readonly hasDevices: boolean;
  readonly canRun: boolean;
  readonly host: string;
}

function surroundings(): Surroundings {
  return {
    isSecure: window.isSecureContext,
    hasDevices: typeof navigator.mediaDevices?.getUserMedia === "function",
    canRun: typeof WebAssembly === "object" && typeof AudioWorkletNode === "function" && typeof OffscreenCanvas === "function",
    host: location.host,
  };
}

/** Says why no device can be asked for here at all, or null if one can. */
export function obstacle(kind: DeviceKind, here = surroundings()): string | null {
  if (!here.isSecure) {
    return `Browsers give a ${kind} only to secure addresses, and \`http://${here.host}\` is not one. Open the page as \`localhost\` on the machine that serves it, or serve it over HTTPS (\`coincide serve --certfile … --keyfile …\`).`;
  }
  if (!here.hasDevices || !here.canRun) {
    return `This browser is too old: it lacks what the ${kind} or the recognizer needs. Firefox 120, Chrome 123, Safari 17.5 and later versions have it.`;
  }
  return null;
}

/** Samples per second below which what was learned is too slow for a microphone, which gives little below 100 Hz. */
const SLOWEST_SOUND_HZ = 200;

/** Says why a microphone cannot give what a recognizer was taught from, such as the readings of a sensor; null if it can. */
export function noSound(manifest: Pick<Manifest, "kind"> & { readonly sampleRateHz?: number }): string | null {
  const { sampleRateHz } = manifest;
  if (sampleRateHz === undefined || sampleRateHz > SLOWEST_SOUND_HZ) return null;
  return `This recognizer was taught from recordings with ${counted(sampleRateHz, "sample")} per second, as sensors make them. A microphone cannot give these. For new recordings, use \`coincide recognize FILES\`.`;
}

/** Says why a device that runs sends nothing. */
export function whySilent(kind: DeviceKind): string {
  const [what, goesOn] = kind === "camera" ? ["pictures", "watching"] : ["sound", "listening"];
  return `The ${kind} sends no ${what}: another program may be using it, or a key may have switched it off. Close that program or press the key, and ${goesOn} goes on.`;
}

/** Says why a device that ran does not run any more. */
export async function whyLost(kind: DeviceKind, permissions: Pick<Permissions, "query"> | null = navigator.permissions ?? null): Promise<string> {
  const state = await permissions?.query({ name: kind as PermissionName }).then((status) => status.state, () => null);
  if (state === "denied" || state === "prompt") return `The permission for the ${kind} was withdrawn. Allow it again in the browser's address bar, then start again. What was logged is kept.`;
  return `The ${kind} was disconnected. Connect it again, then start again. What was logged is kept.`;
}

/** Says what a failed request for a device means. */
export function refusal(error: unknown, kind: DeviceKind): string {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return `The ${kind} was refused. Allow it for this page in the browser's address bar, and in the system's privacy settings, then start again.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${kind} was found. Connect one, then start again.`;
    case "NotReadableError":
    case "AbortError":
      return `The ${kind} cannot be opened; another program may be using it. Close that program, then start again.`;
    default:
      return `The ${kind} cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
}
