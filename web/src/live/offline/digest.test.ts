import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isIntact } from "./digest.ts";

const BYTES = Uint8Array.of(1, 2, 3);
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

test("a file as it was exported is intact", async () => {
  assert.ok(await isIntact(BYTES.buffer, SHA256));
});

test("a file with another byte is not", async () => {
  assert.ok(!(await isIntact(Uint8Array.of(1, 2, 4).buffer, SHA256)));
});
