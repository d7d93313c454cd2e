// Keeps all files of an exported folder on the device, so that the page starts without a network.
//
// `coincide export` writes the list of files and their digests before this code, so that another export is another
// worker. All files are fetched, compared and kept before the new version takes over: a device has one whole version or
// the other. In a folder that was not exported there is no list, and this does nothing.
import { isIntact } from "./live/offline/digest.ts";
import type { Exported } from "./live/offline/digest.ts";

interface Worker {
  readonly EXPORTED?: Exported;
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", listener: (event: { waitUntil(work: Promise<unknown>): void }) => void): void;
  addEventListener(kind: "fetch", listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void): void;
  addEventListener(kind: "message", listener: (event: { readonly data: unknown }) => void): void;
}

const PREFIX = "coincide live ";
const worker = self as unknown as Worker;
const exported = worker.EXPORTED;
if (exported !== undefined) keep(exported);

function keep({ version, files }: Exported): void {
  const name = PREFIX + version;
  const at = (file: string): string => new URL(file, worker.location.href).href;
  const places = new Map([...Object.keys(files).map((file) => [at(file), at(file)] as const), [at("./"), at("index.html")] as const]);

  worker.addEventListener("install", (event) => event.waitUntil(fetchAll()));
  worker.addEventListener("activate", (event) => event.waitUntil(Promise.all([forgetOthers(), worker.clients.claim()])));
  worker.addEventListener("message", ({ data }) => {
    if (data === "take over") void worker.skipWaiting();
  });
  worker.addEventListener("fetch", (event) => {
    const { origin, pathname } = new URL(event.request.url);
    const place = places.get(origin + pathname);
    if (place !== undefined && event.request.method === "GET") event.respondWith(kept(place, event.request));
  });

  async function fetchAll(): Promise<void> {
    const cache = await caches.open(name);
    for (const [file, { sha256 }] of Object.entries(files)) {
      if ((await cache.match(at(file))) !== undefined) continue;
      const response = await fetch(at(file), { cache: "no-cache" });
      const bytes = await response.clone().arrayBuffer();
      // A page of the host's about a file that is missing, or half of an upload, must not be kept.
      if (!response.ok || !(await isIntact(bytes, sha256))) throw new Error(`${file} is not what was exported`);
      await cache.put(at(file), response);
    }
  }

  async function kept(place: string, request: Request): Promise<Response> {
    return (await (await caches.open(name)).match(place)) ?? fetch(request);
  }

  async function forgetOthers(): Promise<void> {
    for (const one of await caches.keys()) if (one.startsWith(PREFIX) && one !== name) await caches.delete(one);
  }
}
