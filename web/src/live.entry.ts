// Starts the page Live without a server, in the folder that `coincide export` wrote.
import { h } from "./dom.ts";
import { showHelp } from "./help.ts";
import { bindKeys, handleKey, switchSingleKeys } from "./keys.ts";
import { placeLive } from "./live/place.ts";
import { folderPlaces } from "./live/places.ts";
import { placeNotices } from "./notice.ts";
import { singleKeys } from "./preferences.ts";
import { themePicker } from "./shell.ts";

const keys = h("button", { type: "button", class: "quiet", onclick: showHelp, "aria-label": "Keys and help" }, "Keys ", h("kbd", null, "?"));
const place = h("div");
document.body.replaceChildren(h("main", { id: "main", class: "live-alone" }, h("div", { class: "live-corner" }, themePicker(), keys), place));
placeNotices(document.body);
switchSingleKeys(singleKeys.get());
bindKeys("Everywhere", [{ key: "?", does: "show the keys", run: showHelp }]);
document.addEventListener("keydown", handleKey);
placeLive(place, folderPlaces(new URL(import.meta.url)));
