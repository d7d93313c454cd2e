// Recordings: the list of all, and one as a long spectrogram with its events.

import { ApiError, get } from "../server/api.ts";
import type { RecordingSummary } from "../server/api.ts";
import { h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import type { Page, Stop } from "../shell/page.ts";
import { recordingList } from "../recordings/list.ts";
import { RecordingView } from "../recordings/view.ts";

export const page: Page = (root, params) => {
  if (params.id === null) {
    recordingList(root, params.signal);
    return () => undefined;
  }
  let stop: Stop = () => undefined;
  const body = h("div", { class: "recording" });
  root.append(body);
  void load(
    body,
    () => recordingOf(params.id ?? 0, params.signal),
    (recording) => {
      document.title = `${recording.name} – coincide`;
      stop = new RecordingView(body, recording, params).stop;
    },
  );
  return () => stop();
};

async function recordingOf(id: number, signal: AbortSignal): Promise<RecordingSummary> {
  try {
    return await get<RecordingSummary>(`/api/recordings/${id}`, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    throw new ApiError(404, `There is no recording ${id} in this catalog. Choose one under Recordings.`);
  }
}
