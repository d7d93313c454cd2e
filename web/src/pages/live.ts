import { placeLive } from "../live/place.ts";
import { serverPlaces } from "../live/places.ts";
import type { Page } from "../shell/page.ts";

/** Recognizes on the device what the microphone hears or the camera sees. */
export const page: Page = (root) => placeLive(root, serverPlaces(scriptOf(document)));

/** Worker, worklet and WebAssembly lie beside the app's own script. */
function scriptOf({ scripts }: Document): URL {
  const own = [...scripts].find((script) => script.type === "module");
  return new URL(own?.src ?? "", location.href);
}
