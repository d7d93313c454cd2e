// Starts the app: builds the shell, then shows the page that the address names, each loaded when it is first visited.
import { ApiError, reach } from "./server/api.ts";
import { h, fill } from "./parts/dom.ts";
import { showHelp } from "./shell/help.ts";
import { bindKeys, handleKey, switchSingleKeys } from "./shell/keys.ts";
import { hasWaiting, outbox } from "./label/sending.ts";
import { trouble } from "./server/load.ts";
import { placeNotices } from "./parts/notice.ts";
import { NewResult } from "./shell/new-result.ts";
import type { Page, Stop } from "./shell/page.ts";
import { player } from "./parts/player.ts";
import { singleKeys } from "./shell/preferences.ts";
import { go, internalAddress, placeOf } from "./shell/router.ts";
import type { RoutePath } from "./shell/router.ts";
import { placeShell } from "./shell/shell.ts";

const PAGES: Readonly<Record<RoutePath, () => Promise<{ page: Page }>>> = {
  "/overview": () => import("./pages/overview.ts"),
  "/categories": () => import("./pages/categories.ts"),
  "/map": () => import("./pages/map.ts"),
  "/recordings": () => import("./pages/recordings.ts"),
  "/search": () => import("./pages/search.ts"),
  "/label": () => import("./pages/label.ts"),
  "/survey": () => import("./pages/survey.ts"),
  "/validate": () => import("./pages/validate.ts"),
  "/live": () => import("./pages/live.ts"),
  "/runs": () => import("./pages/runs.ts"),
};

const shell = placeShell(document.body);
placeNotices(document.body);
switchSingleKeys(singleKeys.get());
bindKeys("Everywhere", [
  { key: "?", does: "show the keys", run: showHelp },
  { key: "Escape", run: () => player.stop() },
]);
document.addEventListener("keydown", handleKey);
document.addEventListener("click", (event) => {
  const address = internalAddress(event);
  if (address === null) return;
  event.preventDefault();
  if (address !== location.pathname + location.search + location.hash) go(address);
});
window.addEventListener("popstate", () => void visit());

let leave: Stop = () => undefined;
let visits = 0;
const newResult = new NewResult(() => void visit());
void visit();
// Answers that a page before a reload could not store, whichever page is shown now.
if (hasWaiting()) outbox();

/** Leaves the page that is shown, and shows the one that the address names. */
async function visit(): Promise<void> {
  leave();
  player.stop();
  const abort = new AbortController();
  leave = () => abort.abort();
  const mine = ++visits;
  const place = placeOf(location.pathname);
  newResult.opened(place?.path ?? null, abort.signal);
  shell.show(place?.path ?? null);
  document.title = place === null ? "Not found – coincide" : `${place.title} – coincide`;
  const root = h("div", { class: `page page-${place?.path.slice(1) ?? "none"}` });
  fill(shell.main, root);
  if (place === null) {
    fill(root, nothingHere());
    return;
  }
  // A screen reader waits with an empty frame, and so do the tests: keys and drops are for nobody yet.
  root.setAttribute("aria-busy", "true");
  try {
    const page = await pageAt(place.path);
    if (mine !== visits) return;
    const params = { id: place.id, query: new URLSearchParams(location.search), signal: abort.signal };
    const stop = page(root, params);
    leave = () => {
      abort.abort();
      stop();
    };
    settle();
  } catch (error) {
    // A reload would leave the app while the server is away.
    const retry = error instanceof ApiError ? () => void visit() : () => location.reload();
    if (mine === visits) fill(root, trouble(error, retry));
  } finally {
    root.removeAttribute("aria-busy");
  }
}

/** Pages whose script the server did not send when it was asked. */
const lost = new Set<RoutePath>();

/** Loads a page's script; an ApiError says what keeps the server from sending it. */
async function pageAt(path: RoutePath): Promise<Page> {
  try {
    return (await PAGES[path]()).page;
  } catch {
    const wasLost = lost.has(path);
    lost.add(path);
    await reach(path);
    // A browser may remember that the script did not come: then only a reload asks for it again.
    if (wasLost) {
      location.reload();
      return new Promise(() => undefined);
    }
    throw new Error("The server now has another version of the app. Reload this page.");
  }
}

function nothingHere(): HTMLElement[] {
  const ways = [h("a", { href: "/overview" }, "Go to the overview"), ", or choose a page from the list."];
  return [
    h("h1", null, "Nothing here"),
    h("p", null, "No page has the address ", h("code", null, location.pathname), ". ", ways),
  ];
}

// After a page was changed by a link, reading goes on at its top.
function settle(): void {
  window.scrollTo(0, 0);
  if (visits > 1) shell.main.focus({ preventScroll: true });
}
