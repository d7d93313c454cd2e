import { h } from "../dom.ts";
import type { Page } from "../page.ts";

export const page: Page = (root) => {
  root.append(h("h1", null, "Search"));
  return () => undefined;
};
