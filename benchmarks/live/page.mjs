// Runs the live page's own modules on numbers, without a browser: a job as JSON from the input, answers on the output.
//
// Job `taught`: {tasks: [{kind, classes: [[embedding, …], …], seen, usual, shown}]}; for each task which class each shown
// embedding is by force, and by name (-1: unknown), and how long a training takes.
// Job `named`: {manifest, frames: [probabilities, …]}; for each frame, shown for a second, the name or null.
import { createRequire } from "node:module";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const THRESHOLD = 0.5;
const web = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "web");
const folder = mkdtempSync(join(tmpdir(), "coincide-"));

const best = (scores) => scores.reduce((most, one) => (most === null || one.probability > most.probability ? one : most), null);
const vectors = (rows) => rows.map((row) => Float32Array.from(row));

async function partOf(source) {
  const { buildSync } = createRequire(join(web, "package.json"))("esbuild");
  const outfile = join(folder, "part.mjs");
  buildSync({ entryPoints: [join(web, "src", "live", source)], bundle: true, format: "esm", platform: "node", outfile, logLevel: "warning" });
  return import(pathToFileURL(outfile));
}

async function taught({ tasks }) {
  const { Taught } = await partOf("teaching/taught.ts");
  return tasks.map(({ kind, classes, seen, usual, shown }) => {
    const own = new Taught(kind, usual);
    for (const frame of vectors(seen)) own.see(frame);
    classes.forEach((examples, number) => vectors(examples).forEach((one, place) => own.add(String(number), `${number} ${place}`, one)));
    const frames = vectors(shown);
    const began = performance.now();
    own.shares(frames[0]);
    own.scores(frames[0]);
    const trainedMs = performance.now() - began;
    const forced = frames.map((one) => Number(best(own.shares(one)).name));
    const named = frames.map((one) => best(own.scores(one))).map((one) => (one !== null && one.probability >= THRESHOLD ? Number(one.name) : -1));
    return { forced, named, trainedMs };
  });
}

async function named({ manifest, frames }) {
  const { SightNaming } = await partOf("camera/naming.ts");
  return vectors(frames).map((frame) => {
    const naming = new SightNaming(manifest);
    for (let atMs = 0; atMs < 900; atMs += 100) naming.update(frame, [], atMs, THRESHOLD);
    return naming.update(frame, [], 1000, THRESHOLD).name;
  });
}

try {
  const job = JSON.parse(readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(await (job.job === "taught" ? taught(job) : named(job))));
} finally {
  rmSync(folder, { recursive: true });
}
