// Keeps the exported folder on this device, and offers a newer version when the host has one.
import { toast } from "../../parts/notice.ts";

/** Registers the worker at `script`, and tells when this device has the whole page; browsers have such workers only at secure addresses. */
export async function keepOffline(script: URL, onKept: () => void): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined || !window.isSecureContext) return;
  try {
    const registration = await serviceWorker.register(script);
    const hadVersion = registration.active !== null;
    const watch = (coming: ServiceWorker | null): void => {
      coming?.addEventListener("statechange", () => {
        if (coming.state === "installed" && hadVersion) offer(coming);
        if (coming.state === "activated" && !hadVersion) void isKept().then((yes) => yes && onKept());
      });
    };
    watch(registration.installing);
    if (hadVersion && (await isKept())) onKept();
    if (registration.waiting !== null && hadVersion) offer(registration.waiting);
    registration.addEventListener("updatefound", () => watch(registration.installing));
  } catch {
    // A private window, or a host that lacks the file: the page works as long as there is a network.
  }
}

async function isKept(): Promise<boolean> {
  return (await caches.keys()).some((name) => name.startsWith("coincide live "));
}

function offer(coming: ServiceWorker): void {
  toast("There is a newer version of this page.", {
    name: "Use it",
    run: () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
      coming.postMessage("take over");
    },
  });
}
