// What microphone and camera have in common while they run.

/** A microphone or camera that is running. */
export interface Device {
  readonly kind: "audioinput" | "videoinput";
  readonly deviceId: string | null;
  stop(): void;
}

export interface DeviceNews {
  /** The device went away, by itself or because another program took it. */
  readonly onEnd: () => void;
  /** The system sends nothing from it for a while, or sends it again: another program has it, or a key switched it off. */
  readonly onMute?: (isMuted: boolean) => void;
}

/** Tells what becomes of a track, as long as `isStopped` says that it is in use. */
export function followTrack(track: MediaStreamTrack | undefined, news: DeviceNews, isStopped: () => boolean): void {
  if (track === undefined) return;
  const telling = (run: () => void) => (): void => {
    if (!isStopped()) run();
  };
  // Firefox 153 does not call what `addEventListener` added to a track.
  track.onended = telling(news.onEnd);
  track.onmute = telling(() => news.onMute?.(true));
  track.onunmute = telling(() => news.onMute?.(false));
}

/** The devices of the same kind; browsers name them only to pages that were allowed one. */
export async function devicesLike({ kind }: Device): Promise<MediaDeviceInfo[]> {
  return (await navigator.mediaDevices.enumerateDevices()).filter((one) => one.kind === kind);
}

export function idOf(track: MediaStreamTrack | undefined): string | null {
  return track?.getSettings().deviceId ?? null;
}
