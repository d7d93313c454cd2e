// Starts the page Live without a server, in the folder that `coincide export` wrote.
import { h } from "./parts/dom.ts";
import { showHelp } from "./shell/help.ts";
import { bindKeys, handleKey, switchSingleKeys } from "./shell/keys.ts";
import { placeLive } from "./live/place.ts";
import { keepOffline } from "./live/offline/install.ts";
import { folderPlaces } from "./live/places.ts";
import { placeNotices } from "./parts/notice.ts";
import { singleKeys } from "./shell/preferences.ts";
import { themePicker } from "./shell/shell.ts";

const keys = h("button", { type: "button", class: "quiet", onclick: showHelp, "aria-label": "Keys and help" }, "Keys ", h("kbd", null, "?"));
const kept = h("p", { class: "live-kept soft small", role: "status" });
const place = h("div");
document.body.replaceChildren(h("main", { id: "main", class: "live-alone" }, h("div", { class: "live-corner" }, themePicker(), keys), place, kept));
placeNotices(document.body);
switchSingleKeys(singleKeys.get());
bindKeys("Everywhere", [{ key: "?", does: "show the keys", run: showHelp }]);
document.addEventListener("keydown", handleKey);
placeLive(place, folderPlaces(new URL(import.meta.url)));
void keepOffline(new URL("offline.js", import.meta.url), () => {
  kept.textContent = "On this device: starts without a network";
});
