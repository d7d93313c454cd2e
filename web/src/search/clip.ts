// Looking for what the microphone hears: records a few seconds, hands them over as a WAV file, and lets go of the device.

import { codeWords } from "../parts/code-words.ts";
import { fill, h } from "../parts/dom.ts";
import { openMicrophone } from "../live/microphone/microphone.ts";
import type { Microphone } from "../live/microphone/microphone.ts";
import { obstacle, refusal } from "../live/refusals.ts";
import { wavFile } from "../live/sound/wav.ts";
import { say } from "../parts/notice.ts";
import type { Stop } from "../shell/page.ts";
import type { Query } from "./query.ts";
import { counted } from "../parts/wording.ts";

const TAP = new URL("/static/tap.worklet.js", location.href);
const LENGTHS_S = [1, 2, 3, 4, 5] as const;
const USUAL_S = 3;

export interface ClipSource {
  readonly element: HTMLElement;
  readonly stop: Stop;
}

export function clipSource(found: (query: Query) => void): ClipSource {
  const select = h(
    "select",
    null,
    LENGTHS_S.map((n) => h("option", { value: n, selected: n === USUAL_S }, `${n} s`)),
  );
  const status = h("p", { class: "soft", role: "status" });
  const bar = h("progress", { max: 1, value: 0, hidden: true, "aria-label": "Recorded" });
  const button = h("button", { type: "button", class: "primary" }, "Record");
  let device: Microphone | null = null;
  let nStops = 0;
  const stop = (): void => {
    nStops += 1;
    device?.stop();
    device = null;
    bar.hidden = true;
    button.disabled = false;
  };
  button.addEventListener("click", () => {
    const hindrance = obstacle("microphone");
    if (hindrance !== null) return fill(status, codeWords(hindrance));
    button.disabled = true;
    fill(status, "Waiting for the microphone…");
    void record(Number(select.value));
  });

  async function record(length_s: number): Promise<void> {
    try {
      const samples = await listen(length_s);
      fill(status, `Recorded ${counted(length_s, "second")}.`);
      found({ kind: "sound", sound: samples, name: `${counted(length_s, "second")} from the microphone` });
    } catch (error) {
      fill(status, codeWords(refusal(error, "microphone")));
    } finally {
      stop();
    }
  }

  function listen(length_s: number): Promise<Blob> {
    return new Promise((resolve, reject) => {
      let samples: Float32Array | null = null;
      let n = 0;
      const nBefore = nStops;
      const take = (chunk: Float32Array): void => {
        if (device === null) return; // the rate is not known yet
        samples ??= new Float32Array(Math.round(length_s * device.sampleRateHz));
        const part = chunk.subarray(0, samples.length - n);
        samples.set(part, n);
        n += part.length;
        bar.value = n / samples.length;
        if (n === samples.length) resolve(wavFile(samples, device.sampleRateHz));
      };
      const lost = (): void => reject(new Error("it was disconnected while recording. Connect it, then record again."));
      openMicrophone({ tap: TAP, deviceId: null, onChunk: take, onEnd: lost }).then((opened) => {
        // A person may go elsewhere before the browser asks for the microphone: then nothing may be heard any more.
        if (nStops > nBefore) return opened.stop();
        device = opened;
        bar.hidden = false;
        fill(status, "Recording…");
        say("Recording");
      }, reject);
    });
  }

  return {
    element: h(
      "div",
      { class: "search-clip" },
      h("div", { class: "row" }, h("label", { class: "field" }, "Record", select), button),
      bar,
      status,
    ),
    stop,
  };
}
