// How far the server is with the recognizer that somebody waits for.

export interface Making {
  readonly sinceS: number;
  readonly expectedS: number;
}

const PAUSE_MS = 1000;

/** Asks the server again and again until `signal`; `onState` hears of a recognizer that is being made. */
export function watchMaking(url: URL, onState: (making: Making) => void, signal: AbortSignal): void {
  const ask = async (): Promise<void> => {
    try {
      const response = await fetch(url, { credentials: "same-origin", signal });
      const said = (await response.json()) as { is_making?: boolean; since_s?: number; expected_s?: number };
      if (!signal.aborted && said.is_making === true) onState({ sinceS: said.since_s ?? 0, expectedS: said.expected_s ?? 1 });
    } catch {
      // Whoever waits for the recognizer is told what is wrong by its own request.
    }
    if (!signal.aborted) setTimeout(() => void ask(), PAUSE_MS);
  };
  // What lies ready needs no progress.
  setTimeout(() => void (signal.aborted ? undefined : ask()), PAUSE_MS / 2);
}

/** "8 of about 20 seconds", or what takes longer than it did the last time. */
export function wordsOf({ sinceS, expectedS }: Making): string {
  if (sinceS > expectedS) return `The recognizer is still being made, after ${Math.round(sinceS)} seconds; other programs may be keeping this computer busy.`;
  return `The recognizer is being made: ${Math.round(sinceS)} of about ${Math.round(expectedS)} seconds.`;
}
