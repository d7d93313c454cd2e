// Where the page finds its recognizers and files, and where a kept clip goes: at a server, or in an exported folder.
import { send, upload } from "../server/api.ts";
import { counted } from "../parts/wording.ts";
import { wavFile } from "./sound/wav.ts";
import type { SendSounds } from "./teaching/teacher.ts";
import type { ModelPlaces } from "./model/download.ts";
import type { WorkerPlaces } from "./model/recognizer.ts";
import { saveFile } from "../parts/save-file.ts";
import { recordingName } from "./log/tables.ts";

export interface About {
  /** What the recognizer called it; null where nothing was sure enough. */
  readonly label: string | null;
  /** When it began. */
  readonly at: Date;
}

export interface Places {
  readonly sound: ModelPlaces;
  readonly image: ModelPlaces;
  readonly workers: WorkerPlaces;
  readonly tap: URL;
  /** Tells how far the recognizer of sound is; null where it is not made but lies ready. */
  readonly making: URL | null;
  /** What the button that keeps a clip is called. */
  readonly keepWord: string;
  /** Sends the sounds of a taught class to a catalog; null where there is none. */
  readonly sendSounds: SendSounds;
  /** Keeps a clip; returns what to tell the person. */
  readonly keep: (wav: Blob, about: About) => Promise<string>;
}

/** Places at `coincide serve`, whose files lie beside the script at `script`. */
export function serverPlaces(script: URL): Places {
  const at = (path: string): URL => new URL(path, location.origin);
  return {
    sound: { manifest: at("/api/live"), model: at("/api/live/model.onnx"), missing: "This catalog has no recognizer yet. Run `coincide learn`, then reload." },
    image: { manifest: at("/api/live/image.json"), model: at("/api/live/image.onnx"), missing: "There is no recognizer for pictures here. Run `pip install 'coincide[image]'`, then reload." },
    ...filesBeside(script, "Install `coincide[web]` again, then reload."),
    sendSounds: async (name, clips, sampleRateHz) => {
      for (const clip of clips) {
        const { key } = await upload<{ key: string }>("POST", `/api/kept?name=${nameQuery(name)}`, wavFile(clip, sampleRateHz));
        await send("PUT", `/api/label/answers/${encodeURIComponent(key)}`, { answer: "name", name });
      }
      return `${counted(clips.length, "sound")} sent to the catalog, labeled ${name}.`;
    },
    making: at("/api/live/making"),
    keepWord: "Keep",
    keep: async (wav, { label }) => {
      await upload("POST", `/api/kept?name=${nameQuery(label ?? "")}`, wav);
      return "Kept. It is waiting on the Label page to be named.";
    },
  };
}

/** Places in the folder that `coincide export` wrote, whatever address it is opened at. */
export function folderPlaces(script: URL): Places {
  const at = (name: string): URL => new URL(name, document.baseURI);
  return {
    sound: { manifest: at("model.json"), model: at("model.onnx"), missing: "This folder holds no recognizer for sound. Run `coincide export` again." },
    image: { manifest: at("image.json"), model: at("image.onnx"), missing: "This folder holds no recognizer for pictures. Install `coincide[image]`, and run `coincide export` again." },
    ...filesBeside(script, "Run `coincide export` again, and put all files of the folder on the server."),
    sendSounds: null,
    making: null,
    keepWord: "Save",
    keep: (wav, { at }) => {
      saveFile(wav, recordingName(at));
      return Promise.resolve("The clip was saved. Put it beside your recordings, and learn again.");
    },
  };
}

/** A name as part of an address, cut to what the server takes; by characters, since half of one cannot be encoded. */
export function nameQuery(name: string): string {
  return encodeURIComponent([...name].slice(0, 200).join(""));
}

function filesBeside(script: URL, missing: string): { readonly workers: WorkerPlaces; readonly tap: URL } {
  const at = (name: string): URL => new URL(name, script);
  return { workers: { worker: at("infer.worker.js"), runtime: at("ort/"), missing }, tap: at("tap.worklet.js") };
}
