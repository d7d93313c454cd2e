// Runs the unit tests, src/**/*.test.ts, with Node's own runner; Node 20 cannot read TypeScript, so esbuild turns it into
// JavaScript first. Arguments are parts of file names.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const entryPoints = readdirSync(join(here, "src"), { recursive: true })
  .filter((name) => name.endsWith(".test.ts") && wanted.every((part) => name.includes(part)))
  .map((name) => join(here, "src", name));
if (entryPoints.length === 0) throw new Error(`expected tests in src whose names hold ${wanted.join(" and ")}, found none`);

// Beside node_modules, so that the tests find the packages that the bundler leaves out.
const out = mkdtempSync(join(here, ".test-"));
try {
  await build({ absWorkingDir: here, entryPoints, outdir: out, outbase: "src", bundle: true, format: "esm", platform: "node", packages: "external", outExtension: { ".js": ".mjs" }, sourcemap: "inline", logLevel: "warning" });
  const files = readdirSync(out, { recursive: true }).filter((name) => name.endsWith(".mjs")).map((name) => join(out, name));
  process.exitCode = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
