import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeskQuestion, ShownEvent } from "../server/api.ts";

const fetched: string[] = [];
// What the modules ask of a browser when they are read, and a picture that only notes its address.
Object.assign(globalThis, {
  Audio: class { addEventListener(): void {} },
  document: { createElement: () => ({ setAttribute: () => undefined }) },
  Image: class { set src(address: string) { fetched.push(address); } },
});
const { prefetch } = await import("./question.ts");

test("of a clip that was kept only its own picture is fetched ahead", () => {
  const event = { id: 0 } as ShownEvent;
  const picture_url = "/api/recordings/3/spectrogram.png";
  prefetch([{ kind: "kept", event, members: [event], picture_url } as unknown as DeskQuestion]);
  assert.deepEqual(fetched, [picture_url]);
});
