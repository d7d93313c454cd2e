// Which page an address shows. Addresses are plain paths, so each place can be bookmarked, opened in a tab, and gone back to.

export interface Route {
  readonly path: string;
  readonly title: string;
  readonly takesId: boolean;
}

export const ROUTES = [
  { path: "/overview", title: "Overview", takesId: false },
  { path: "/categories", title: "Categories", takesId: true },
  { path: "/map", title: "Map", takesId: false },
  { path: "/recordings", title: "Recordings", takesId: true },
  { path: "/search", title: "Search", takesId: false },
  { path: "/label", title: "Label", takesId: false },
  { path: "/survey", title: "Survey", takesId: false },
  { path: "/validate", title: "Validate", takesId: false },
  { path: "/live", title: "Live", takesId: false },
  { path: "/runs", title: "Runs", takesId: false },
] as const satisfies readonly Route[];

export type RoutePath = (typeof ROUTES)[number]["path"];

export interface Place {
  readonly path: RoutePath;
  readonly title: string;
  readonly id: number | null;
}

/** Returns the place that an address names, or null for an address that names none. */
export function placeOf(pathname: string): Place | null {
  const [, first = "", second, ...rest] = pathname.replace(/\/+$/, "").split("/");
  const route = ROUTES.find((one) => one.path === `/${first || "overview"}`);
  if (route === undefined || rest.length > 0) return null;
  if (second === undefined) return { path: route.path, title: route.title, id: null };
  if (!route.takesId || !/^\d{1,15}$/.test(second)) return null;
  return { path: route.path, title: route.title, id: Number(second) };
}

/** Goes to an address of this app, as a click on a link to it would. */
export function go(address: string): void {
  history.pushState(null, "", address);
  window.dispatchEvent(new PopStateEvent("popstate"));
}

/** Changes the address without leaving the page, so that a reload shows the same. */
export function rewrite(address: string): void {
  history.replaceState(null, "", address);
}

/** Returns the address that a click leads to if this app should follow it by itself, else null. */
export function internalAddress(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) {
    return null;
  }
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (link === null || link.target !== "" || link.hasAttribute("download")) return null;
  const url = new URL(link.href, location.href);
  return url.origin === location.origin && placeOf(url.pathname) !== null ? url.pathname + url.search + url.hash : null;
}
