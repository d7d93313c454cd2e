// Map: all events as points, similar ones close together; to look around, to listen, and to label many at once.

import { fill, h } from "../parts/dom.ts";
import { load } from "../server/load.ts";
import { loadMap } from "../map/data.ts";
import { nothingToMap } from "../map/tools.ts";
import type { Page, Stop } from "../shell/page.ts";
import { MapPage } from "../map/page.ts";

export const page: Page = (root, { query, signal }) => {
  let stop: Stop = () => undefined;
  const body = h("div", { class: "map-body" });
  root.append(h("h1", { class: "unseen" }, "Map"), body);
  void load(
    body,
    () => loadMap(signal),
    (data) => {
      if (data.eventIds.length === 0) fill(body, nothingToMap());
      else stop = new MapPage(body, data, query, signal).stop;
    },
  );
  return () => stop();
};
