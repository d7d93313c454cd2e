// Builds the pages into src/coincide/web/_static/: `node build.mjs [--out DIR]`.
//
// Entries keep their names, so that pages and servers can refer to them; what they share goes into chunks with a hash in
// the name. The WebAssembly of onnxruntime-web is copied as it is and compressed once, here, instead of at each request.
// All is built beside its place and then moved there, so that a running server never meets half of it.
import { build } from "esbuild";
import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const runtime = join(here, "node_modules", "onnxruntime-web", "dist");
const RUNTIME_FILES = ["ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm"];
const COPIED = ["index.html", "live.html", "mark.svg", "icon-192.png", "icon-512.png", "app.webmanifest", "licenses.txt"];
// An entry that does not exist yet is left out; hatch_build.py says which files a release must have.
const ENTRIES = {
  app: "src/main.ts",
  live: "src/live.entry.ts",
  "infer.worker": "src/infer.worker.ts",
};
// None of these may import at run time: the first blocks the first paint, the others are a worklet and a service worker.
const ALONE = {
  theme: "src/theme.entry.ts",
  "tap.worklet": "src/tap.worklet.ts",
  offline: "src/offline.worker.ts",
};

const at = process.argv.indexOf("--out");
const out = resolve(at < 0 ? join(here, "..", "src", "coincide", "web", "_static") : (process.argv[at + 1] ?? ""));
await mkdir(dirname(out), { recursive: true });
const made = await mkdtemp(join(dirname(out), ".static-"));

const shared = {
  absWorkingDir: here,
  outdir: made,
  bundle: true,
  target: ["chrome123", "firefox120", "safari17.5"],
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
};
try {
  const pages = await build({
    ...shared,
    entryPoints: [...present(ENTRIES), { out: "app", in: "style/app.css" }],
    format: "esm",
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    // The glue beside the WebAssembly stays a file of its own, loaded from `ort.env.wasm.wasmPaths`.
    conditions: ["onnxruntime-web-use-extern-wasm"],
  });
  const alone = await build({ ...shared, entryPoints: present(ALONE), format: "iife" });
  await checkNotices([...Object.keys(pages.metafile.inputs), ...Object.keys(alone.metafile.inputs)]);
  await copy();
  await rm(out, { recursive: true, force: true });
  await rename(made, out);
} finally {
  await rm(made, { recursive: true, force: true });
}

function present(entries) {
  return Object.entries(entries)
    .filter(([, source]) => existsSync(join(here, source)))
    .map(([name, source]) => ({ out: name, in: source }));
}

async function copy() {
  for (const name of COPIED.filter((one) => existsSync(join(here, one)))) await copyFile(join(here, name), join(made, name));
  await mkdir(join(made, "ort"));
  // The package brings no notices; they are kept here, by version, so that a new version cannot go with old ones.
  const notices = `onnxruntime-${await versionOf("onnxruntime-web")}.txt`;
  await copyFile(join(here, "notices", notices), join(made, "ort", "ThirdPartyNotices.txt"));
  for (const name of RUNTIME_FILES) {
    const bytes = await readFile(join(runtime, name));
    await writeFile(join(made, "ort", name), bytes);
    await writeFile(join(made, "ort", `${name}.br`), compressed(bytes));
  }
}

// Whatever of others gets into a page must stand in licenses.txt, with its version.
async function checkNotices(inputs) {
  const text = await readFile(join(here, "licenses.txt"), "utf8");
  const found = inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  for (const name of new Set(found.filter((one) => one !== undefined))) {
    const wanted = `${name} ${await versionOf(name)}`;
    if (!text.includes(wanted)) throw new Error(`expected web/licenses.txt to hold the license of ${wanted}; add it`);
  }
}

async function versionOf(name) {
  return JSON.parse(await readFile(join(here, "node_modules", name, "package.json"), "utf8")).version;
}

// Quality 9 takes two seconds and 11 a minute, for a twentieth less.
function compressed(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}
