import assert from "node:assert/strict";
import { test } from "node:test";
import { ELSE, joined, Taught } from "./taught.ts";
import { readTaught, writeTaught } from "./taught-file.ts";

/** A direction in the plane, in degrees. */
const at = (degrees: number): Float32Array =>
  Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));

function taughtOf(classes: Readonly<Record<string, readonly number[]>>): Taught {
  const taught = new Taught();
  for (const [name, degrees] of Object.entries(classes)) degrees.forEach((one) => taught.add(name, `${one}`, at(one)));
  return taught;
}

const best = (taught: Taught, degrees: number) =>
  [...taught.scores(at(degrees))].sort((a, b) => b.probability - a.probability)[0];

test("what is near to an example is of its class", () => {
  assert.equal(best(taughtOf({ cup: [0, 10], bell: [80, 90] }), 15)?.name, "cup");
});

test("what is far from all examples is of no class", () => {
  assert.ok((best(taughtOf({ cup: [0, 10], bell: [30, 40] }), 140)?.probability ?? 1) < 0.01);
});

test("an example itself is sure", () => {
  assert.ok((best(taughtOf({ cup: [0, 10], bell: [80, 90] }), 10)?.probability ?? 0) > 0.99);
});

test("what lies between two classes is of neither for sure", () => {
  assert.ok((best(taughtOf({ cup: [0], bell: [20] }), 10)?.probability ?? 1) <= 0.5);
});

test("a class of scattered examples reaches farther than one of close ones", () => {
  const scattered = best(taughtOf({ cup: [0, 30, 60] }), 80)?.probability ?? 0;
  const close = best(taughtOf({ cup: [58, 59, 60] }), 80)?.probability ?? 0;
  assert.ok(scattered > close);
});

test("an example that comes again replaces itself", () => {
  const taught = taughtOf({ cup: [0] });
  taught.add("cup", "0", at(5));
  assert.equal(taught.classes[0]?.examples.length, 1);
});

test("of more than 200 examples the oldest go", () => {
  const taught = taughtOf({ cup: Array.from({ length: 210 }, (_, n) => n) });
  assert.equal(taught.classes[0]?.examples.length, 200);
  assert.equal(taught.classes[0]?.examples[0]?.key, "10");
});

test("silence without a direction is no example", () => {
  const taught = new Taught();
  taught.add("cup", "0", new Float32Array(2));
  assert.ok(taught.isEmpty);
});

test("a class renamed to another joins it", () => {
  const taught = taughtOf({ cup: [0, 10], mug: [20] });
  taught.rename("mug", "cup");
  assert.deepEqual(taught.classes.map(({ name, examples }) => [name, examples.length]), [["cup", 3]]);
});

test("a forgotten class is not found again", () => {
  const taught = taughtOf({ cup: [0] });
  taught.forget("cup");
  assert.deepEqual(taught.scores(at(0)), []);
});

test("the recognizer's own names share what taught classes leave", () => {
  const all = joined([{ name: "cup", probability: 0.6 }], [{ name: "mug", probability: 0.9 }]);
  assert.deepEqual(all.map(({ name, probability }) => [name, Number(probability.toFixed(3))]), [["cup", 0.6], ["mug", 0.36]]);
});

test("a class that the recognizer knows by the same name is one", () => {
  assert.equal(joined([{ name: "cup", probability: 0.5 }], [{ name: "cup", probability: 1 }])[0]?.probability, 1);
});

const MAKER = { kind: "sound", embeddingKey: "ab" } as const;

test("saved examples say the same when they are read again", () => {
  const taught = taughtOf({ cup: [0, 10], "b\u00e9ll, \"loud\"": [80] });
  const again = new Taught();
  assert.equal(readTaught(writeTaught(taught, MAKER), again, MAKER, 2), 3);
  assert.ok(Math.abs((best(again, 15)?.probability ?? 0) - (best(taught, 15)?.probability ?? 1)) < 1e-3);
});

test("examples of another model are refused", () => {
  const text = writeTaught(taughtOf({ cup: [0] }), { kind: "sound", embeddingKey: "cd" });
  assert.throws(() => readTaught(text, new Taught(), MAKER, 2), /another model/);
});

test("a picture's examples are refused where sound is taught", () => {
  const text = writeTaught(taughtOf({ cup: [0] }), { kind: "image", embeddingKey: "ab" });
  assert.throws(() => readTaught(text, new Taught(), MAKER, 2), /should hold examples of sound, but holds examples of image/);
});

for (const text of ["", "{}", "null", '{"format":1,"kind":"sound","model":"ab","classes":[{"name":3}]}']) {
  test(`a file that holds ${text || "nothing"} is refused`, () => {
    assert.throws(() => readTaught(text, new Taught(), MAKER, 2), /Choose a file that this page saved/);
  });
}

test("examples of another length are refused", () => {
  const text = writeTaught(taughtOf({ cup: [0] }), MAKER);
  assert.throws(() => readTaught(text, new Taught(), MAKER, 64), /should hold examples of 64 numbers, but holds 2/);
});

const pictures = (classes: Readonly<Record<string, readonly number[]>>): Taught => {
  const taught = new Taught("image");
  for (const [name, degrees] of Object.entries(classes)) degrees.forEach((one) => taught.add(name, `${one}`, at(one)));
  return taught;
};

test("shares add up to one, and the nearer class has more", () => {
  const shares = pictures({ cup: [0, 10], bell: [80, 90] }).shares(at(20));
  assert.ok(Math.abs(shares.reduce((sum, one) => sum + one.probability, 0) - 1) < 1e-9);
  assert.equal(shares[0]?.name, "cup");
});

test("one large number that all pictures share does not decide which class it is", () => {
  const taught = new Taught("image");
  const picture = (ground: number, ...own: number[]): Float32Array => Float32Array.of(ground, ...own);
  for (const [name, own] of [["cup", [0.1, 0.1, 0, 0]], ["bell", [0, 0, 0.1, 0.1]]] as const) {
    for (const ground of name === "cup" ? [0.9, 1] : [0.2, 0.3]) taught.add(name, String(ground), picture(ground, ...own));
  }
  assert.equal(taught.shares(picture(1, 0, 0, 0.1, 0.1))[0]?.name, "bell");
});

test("a class of many examples outweighs none of few", () => {
  const many = Array.from({ length: 60 }, (_, n) => n / 10);
  assert.equal(pictures({ cup: many, bell: [80] }).shares(at(70))[0]?.name, "bell");
});

test("a picture like the class in general is of it, though far from every example", () => {
  const taught = pictures({ cup: [0, 25, -25], bell: [180, 205, 155] });
  assert.ok((best(taught, 50)?.probability ?? 0) > 0.5);
});

test("what the camera saw beside the classes is neither of them", () => {
  const taught = pictures({ cup: [0, 10], bell: [40, 50] });
  for (const degrees of [150, 180, 210, 240]) taught.see(at(degrees));
  assert.ok((best(taught, 195)?.probability ?? 1) < 0.5);
});

test("something else is taught like a class, and never named", () => {
  const taught = pictures({ cup: [0, 10], [ELSE]: [80, 90] });
  assert.deepEqual(taught.scores(at(85)).map(({ name }) => name), ["cup"]);
  assert.ok((taught.scores(at(85))[0]?.probability ?? 1) < 0.5);
});

test("thinning keeps the half that differs most", () => {
  const taught = taughtOf({ cup: [0, 1, 2, 3, 40, 80] });
  taught.thin("cup");
  assert.deepEqual(taught.classes[0]?.examples.map(({ key }) => key), ["0", "40", "80"]);
});

test("where the camera saw nothing, what pictures are on average tells what is special about a class", () => {
  const fitOf = (usual: readonly number[], ...shown: readonly number[]): number => {
    const taught = new Taught("image", usual);
    [[3, 3, 3, 0], [3, 3, 3.3, 0]].forEach((one, place) => taught.add("cup", `${place}`, Float32Array.from(one)));
    return taught.scores(Float32Array.from(shown))[0]?.probability ?? 0;
  };
  const usual = [0.7, 0.7, 0.1, 0.1];
  assert.deepEqual([fitOf(usual, 1, 1, 3, 0) > 0.5, fitOf(usual, 3, 3, 0, 3) > 0.5, fitOf([], 1, 1, 3, 0) > 0.5], [true, false, false]);
});

test("a single example is not thinned away", () => {
  const taught = taughtOf({ cup: [0] });
  taught.thin("cup");
  assert.equal(taught.classes[0]?.examples.length, 1);
});
