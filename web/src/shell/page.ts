// What the router and the pages agree on.

/** Called when a page is left: removes listeners, stops sounds and devices, aborts requests. */
export type Stop = () => void;

export interface Params {
  /** The number in the address: 3 in /categories/3; null where there is none. */
  readonly id: number | null;
  readonly query: URLSearchParams;
  /** Aborted when the page is left; pass it to requests. */
  readonly signal: AbortSignal;
}

export type Page = (root: HTMLElement, params: Params) => Stop;

/** Calls all of `stops`, for a page that holds several things. */
export function together(...stops: readonly Stop[]): Stop {
  return () => {
    for (const stop of stops) stop();
  };
}
