import assert from "node:assert/strict";
import { test } from "node:test";
import { nameQuery } from "./places.ts";

test("a long name is cut between characters", () => {
  assert.equal(nameQuery(`${"a".repeat(199)}🐦🐦`), `${"a".repeat(199)}${encodeURIComponent("🐦")}`);
});
