// Starts the page Live without a server, in the folder that `coincide export` wrote.
import { h } from "./dom.ts";
import { showHelp } from "./help.ts";
import { bindKeys, handleKey, switchSingleKeys } from "./keys.ts";
import { placeLive } from "./live/place.ts";
import { folderPlaces } from "./live/places.ts";
import { placeNotices } from "./notice.ts";
import { singleKeys } from "./preferences.ts";

const main = h("main", { id: "main", class: "live-alone" });
document.body.replaceChildren(main);
placeNotices(document.body);
switchSingleKeys(singleKeys.get());
bindKeys("Everywhere", [{ key: "?", does: "show the keys", run: showHelp }]);
document.addEventListener("keydown", handleKey);
placeLive(main, folderPlaces(new URL(import.meta.url)));
