// The camera as a source of frames: the browser calls for each new one, and only the newest can be grabbed.
import { followTrack, idOf } from "../device.ts";
import type { Device, DeviceNews } from "../device.ts";
import type { Frame } from "./pixels.ts";

export interface Camera extends Device {
  /** The frame that is shown now. */
  grab(): Promise<Frame>;
}

export interface CameraWishes extends DeviceNews {
  /** Shows the picture; it needs `muted` and `playsinline`, or phones take the whole screen for it. */
  readonly video: HTMLVideoElement;
  readonly deviceId: string | null;
  readonly onFrame: () => void;
}

/** Opens a camera; rejects with the browser's own error where it is refused or missing. */
export async function openCamera(wishes: CameraWishes): Promise<Camera> {
  const { video } = wishes;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: {
      width: { ideal: 640 },
      height: { ideal: 480 },
      ...(wishes.deviceId === null ? { facingMode: { ideal: "environment" } } : { deviceId: { exact: wishes.deviceId } }),
    },
  });
  const [track] = stream.getVideoTracks();
  video.srcObject = stream;
  let isStopped = false;
  let unfollow = (): void => undefined;
  const stop = (): void => {
    isStopped = true;
    unfollow();
    for (const one of stream.getTracks()) one.stop();
    video.pause();
    video.srcObject = null;
  };
  try {
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  unfollow = follow(video, wishes.onFrame);
  followTrack(track, wishes, () => isStopped);
  return { kind: "videoinput", deviceId: idOf(track), grab: () => grab(video), stop };
}

/** Calls `onFrame` for each new picture, until the returned function is called. */
function follow(video: HTMLVideoElement, onFrame: () => void): () => void {
  let handle = 0;
  if (typeof video.requestVideoFrameCallback === "function") {
    const next = (): void => {
      handle = video.requestVideoFrameCallback(next);
      onFrame();
    };
    handle = video.requestVideoFrameCallback(next);
    return () => video.cancelVideoFrameCallback(handle);
  }
  // Firefox before 132: at most one call a repaint, and only if time went on.
  let shownS = -1;
  const next = (): void => {
    handle = requestAnimationFrame(next);
    if (video.currentTime === shownS) return;
    shownS = video.currentTime;
    onFrame();
  };
  handle = requestAnimationFrame(next);
  return () => cancelAnimationFrame(handle);
}

/** Bitmaps of a video pile up in Chromium until hundreds of megabytes are taken, so they are the second choice. */
async function grab(video: HTMLVideoElement): Promise<Frame> {
  return typeof VideoFrame === "function" ? new VideoFrame(video) : createImageBitmap(video);
}
