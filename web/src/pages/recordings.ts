// Recordings: the list of all, and one as a long spectrogram with its events.

import { ApiError, get } from "../api.ts";
import type { Recording } from "../api.ts";
import { h } from "../dom.ts";
import { load } from "../load.ts";
import type { Page, Stop } from "../page.ts";
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

async function recordingOf(id: number, signal: AbortSignal): Promise<Recording> {
  try {
    return await get<Recording>(`/api/recordings/${id}`, signal);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    throw new ApiError(404, `There is no recording ${id} in this catalog. Choose one under Recordings.`);
  }
}
