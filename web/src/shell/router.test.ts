import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf } from "./router.ts";

test("the bare address shows the overview", () => {
  assert.equal(placeOf("/")?.path, "/overview");
});

test("a number in the address is the id", () => {
  assert.deepEqual([placeOf("/categories/3")?.id, placeOf("/categories")?.id], [3, null]);
});

test("addresses that name no page have no place", () => {
  for (const path of ["/nothing", "/map/3", "/categories/x", "/categories/3/4", "/categories/-1"]) {
    assert.equal(placeOf(path), null, path);
  }
});
