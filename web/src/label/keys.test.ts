import assert from "node:assert/strict";
import { test } from "node:test";
import { NAME_KEYS, NameKeys } from "./keys.ts";

test("a name keeps its key when others come", () => {
  const keys = new NameKeys();
  keys.learn(["trill", "buzz"]);
  keys.learn(["alarm", "buzz", "trill"]);
  assert.deepEqual(
    ["trill", "buzz", "alarm"].map((name) => keys.keyOf(name)),
    ["1", "2", "3"],
  );
});

test("the tenth name has a letter", () => {
  const keys = new NameKeys();
  keys.learn(Array.from({ length: 10 }, (_, place) => `name ${place}`));
  assert.equal(keys.nameOf("a"), "name 9");
});

test("keys with another meaning are no name's", () => {
  assert.deepEqual(
    [..."nxmsp?"].filter((key) => NAME_KEYS.includes(key)),
    [],
  );
});

test("names beyond the keys have none", () => {
  const keys = new NameKeys();
  keys.learn(Array.from({ length: 99 }, (_, place) => `name ${place}`));
  assert.equal(keys.keyOf("name 98"), null);
});

test("the key of a name that cannot be given goes to the next, and all others stay", () => {
  const keys = new NameKeys();
  keys.learn(["trill", "unknown", "buzz"]);
  keys.forget("unknown");
  assert.deepEqual([keys.names, keys.nameOf("2"), keys.keyOf("buzz")], [["trill", "buzz"], null, "3"]);
  keys.learn(["alarm"]);
  assert.deepEqual([keys.keyOf("alarm"), keys.keyOf("buzz")], ["2", "3"]);
});

test("suggested names come first where there are more names than keys", () => {
  const keys = new NameKeys();
  keys.learn(Array.from({ length: 99 }, (_, place) => `name ${place}`));
  assert.deepEqual(keys.ordered(["name 98", "noise", "name 1"]).slice(0, 4), ["name 98", "name 1", "name 0", "name 2"]);
});

test("where all names have keys, their order stays", () => {
  const keys = new NameKeys();
  keys.learn(["trill", "buzz"]);
  assert.deepEqual(keys.ordered(["buzz"]), ["trill", "buzz"]);
});
