// Writes src/server/api.types.ts, the types of what the server sends, from its OpenAPI document on the standard input:
// `node types.mjs [--check]`. With --check it only says whether the file is current.

import { readFile, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";

const target = fileURLToPath(new URL("src/server/api.types.ts", import.meta.url));
const banner = "// Written by `python web/bundle.py types` from the server's OpenAPI document. Do not edit.\n";

const { schemas } = JSON.parse(await text(process.stdin)).components;
const definitions = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, plain(schema)]));
const written = await compile({ additionalProperties: false, definitions }, "Api", {
  additionalProperties: false,
  bannerComment: banner,
  style: { printWidth: 120 },
  unreachableDefinitions: true,
});
// The schema that only holds the others has no members, and is no news in their comments.
const wanted = written
  .replace(/export interface Api \{\}\n/, "")
  .replaceAll(/(\/\*\*|\n \*)\n \* This \w+ was referenced by `Api`'s JSON-Schema\n \* via the `definition` "\w+"\./g, "$1")
  .replaceAll(/^\/\*\*\n \*\/\n/gm, "")
  .replaceAll(/\n \*\n \*\//g, "\n */")
  .replaceAll(/^\}\n(?=\/\*\*|export )/gm, "}\n\n");

if (!process.argv.includes("--check")) {
  await writeFile(target, wanted);
} else if ((await readFile(target, "utf8")) !== wanted) {
  console.error("error: web/src/server/api.types.ts is older than the server; run `python web/bundle.py types`");
  process.exitCode = 1;
}

/** Returns a schema without the titles that Pydantic gives to members, each of which would become a type of its own. */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== "object") return schema;
  const { title, description, $ref, prefixItems, ...rest } = schema;
  const kept = Object.fromEntries(
    Object.entries(rest).map(([name, part]) => [name, name === "properties" ? members(part) : plain(part)]),
  );
  if (prefixItems !== undefined) kept.items = plain(prefixItems); // tuples, as older schemas wrote them
  if (typeof description === "string") kept.description = description.split("\n\n")[0];
  return typeof $ref === "string" ? { ...kept, $ref: $ref.replace("#/components/schemas/", "#/definitions/") } : kept;
}

function members(properties) {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, plain(schema)]));
}
