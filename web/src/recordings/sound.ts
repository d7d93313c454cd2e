// Where the sound of a recording comes from, and why it may not come.

import { get } from "../server/api.ts";
import type { RecordingSummary } from "../server/api.ts";
import { fail } from "../parts/notice.ts";
import { channelQuery } from "../timeline/channels.ts";
import type { Channel } from "../timeline/channels.ts";

export type AddressOf = (from_s: number, to_s: number, expand: number) => string;

/** Addresses of stretches of a recording; the channel is asked for anew each time. */
export function soundOf({ id }: RecordingSummary, channelNow: () => Channel): AddressOf {
  return (from_s, to_s, expand) => {
    const stretch = `from_s=${from_s.toFixed(4)}&to_s=${to_s.toFixed(4)}`;
    return `/api/recordings/${id}/sound.wav?${stretch}&expand=${expand}${channelQuery(channelNow())}`;
  };
}

/** Tell why a stretch cannot be heard: the audio element does not say it, the server does. */
export async function explain(recording: RecordingSummary, error: unknown, signal: AbortSignal): Promise<void> {
  try {
    await get<RecordingSummary>(`/api/recordings/${recording.id}`, signal);
    fail(error);
  } catch (reason) {
    fail(reason);
  }
}
