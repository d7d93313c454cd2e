// What every way to a microphone's samples has in common.

export type Take = (samples: Float32Array) => void;

/** A running stream of samples. */
export interface Source {
  readonly sampleRateHz: number;
  stop(): void;
}

const WAIT_FOR_SOUND_MS = 10_000;

/** Waits for what comes with the first sound, but not for ever. */
export async function beforeLong<T>(coming: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    const words = "no sound came. Press start again; Firefox also needs a sound output, such as headphones.";
    timer = setTimeout(() => reject(new Error(words)), WAIT_FOR_SOUND_MS);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}
