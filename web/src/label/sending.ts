// The one outbox of this tab: it goes on while other pages are shown, and takes up after a reload what was not stored.

import { get, send } from "../server/api.ts";
import { fail } from "../parts/notice.ts";
import { Outbox } from "./outbox.ts";
import type { Job, Keep, QueueState, Transport } from "./outbox.ts";

const N_AHEAD = 5;
const LONGEST_PAUSE_MS = 8000;
const WAITING = "coincide.answers-waiting";

/** Whether an earlier page of this tab left answers that are not stored. */
export function hasWaiting(): boolean {
  return keep.load().length > 0;
}

let started: Outbox | null = null;

/** Returns the outbox, which begins to send what was left. */
export function outbox(): Outbox {
  if (started === null) {
    const made = new Outbox(transport, keep, fail);
    started = made;
    // A tab that is closed takes them along, so the browser asks first.
    window.addEventListener("beforeunload", (event) => {
      if (made.jobs.length > 0) event.preventDefault();
    });
  }
  return started;
}

// Of this tab alone: two tabs must not send the same answers.
const keep: Keep = {
  load: () => {
    try {
      const jobs: unknown = JSON.parse(sessionStorage.getItem(WAITING) ?? "[]");
      return Array.isArray(jobs) ? (jobs as Job[]) : [];
    } catch {
      return []; // the browser keeps nothing
    }
  },
  save: (jobs) => {
    try {
      if (jobs.length === 0) sessionStorage.removeItem(WAITING);
      else sessionStorage.setItem(WAITING, JSON.stringify(jobs));
    } catch {
      // Then they last as long as the page.
    }
  },
};

const transport: Transport = {
  queue: () => get<QueueState>(`/api/label/queue?n=${N_AHEAD}`),
  answer: (key, answer) => send<QueueState>("PUT", `/api/label/answers/${encodeURIComponent(key)}`, answer),
  undo: (key) => send<QueueState>("POST", "/api/label/undo", { key }),
  pause: (n) => awake(Math.min(250 * 2 ** n, LONGEST_PAUSE_MS)),
};

/** Waits, but no longer than until the person comes back to this tab, from opening the new address for instance. */
function awake(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const ending = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      ending.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    const { signal } = ending;
    for (const name of ["focus", "online", "pageshow"]) window.addEventListener(name, end, { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && end(), { signal });
  });
}
