import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "./tables.ts";
import { csvTable, ravenTable, recordingName } from "./tables.ts";

const group = (...entries: readonly Entry[]) => ({ recording: "live_20261125_123000Z.wav", sampleRateHz: 32_000, durationS: 10, startedAt: new Date("2026-11-25T12:30:00Z"), entries });
const TIMES = ["2026-11-25T12:30:01.250+00:00", localTime("2026-11-25T12:30:01.250Z")];
const CALL = { onsetS: 1.25, offsetS: 1.5, lowHz: 1500, highHz: 4500.5, label: "wren", confidence: 0.875 };

/** The time of this computer's clock, spelled by another way than the one that is tested. */
function localTime(iso: string): string {
  const at = new Date(iso);
  const zone = new Intl.DateTimeFormat("en", { timeZoneName: "longOffset" }).formatToParts(at).find(({ type }) => type === "timeZoneName")!.value;
  const two = (part: number): string => String(part).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  return `${day}T${time}${zone === "GMT" ? "+00:00" : zone.replace("GMT", "")}`;
}

test("the log is a table as coincide writes it", () => {
  assert.equal(
    csvTable([group(CALL)]),
    "recording,start_s,end_s,low_hz,high_hz,category,label,confidence,time_utc,time_local\n" +
      `live_20261125_123000Z.wav,1.250000,1.500000,1500.000,4500.500,,wren,0.875000,${TIMES.join(",")}\n`,
  );
});

test("a label with commas, quotes and line breaks stays one cell", () => {
  const [, line] = csvTable([group({ ...CALL, label: 'a "b",\nc' })]).split("\n");
  assert.ok(line?.includes(',"a ""b"", c",'));
});

test("a label that a spreadsheet would run is text, as coincide writes it", () => {
  const cells = ["=1+1", "-2+3", "@x", "'=1", "-1", "a; =b"].map((label) => csvTable([group({ ...CALL, label })]).split("\n")[1]?.split(",")[6]);
  assert.deepEqual(cells, ["'=1+1", "'-2+3", "'@x", "''=1", "-1", "a; '=b"]);
});

test("the log is a selection table as coincide writes it", () => {
  const [header, line] = ravenTable([group(CALL)]).split("\n");
  assert.equal(header?.split("\t").length, 15);
  assert.equal(
    line,
    `1\tSpectrogram 1\t1\t1.250000\t1.500000\t1500.000\t4500.500\tlive_20261125_123000Z.wav\tlive_20261125_123000Z.wav\t1.250000\t\twren\t0.875000\t${TIMES.join("\t")}`,
  );
});

test("Raven gets the whole band where there is none", () => {
  const [, line] = ravenTable([group({ ...CALL, lowHz: null, highHz: null })]).split("\n");
  assert.deepEqual(line?.split("\t").slice(5, 7), ["0.000", "16000.000"]);
});

test("an empty log is a header", () => {
  assert.equal(csvTable([]).split("\n").length, 2);
});

test("a session is named by its start, in universal time", () => {
  assert.equal(recordingName(new Date("2026-11-25T12:30:00.250Z")), "live_20261125_123000Z.wav");
});

test("Raven's times count through the sessions, and offsets within each", () => {
  const line = ravenTable([group(CALL), { ...group(CALL), recording: "live_20261125_124000Z.wav" }]).split("\n")[2]?.split("\t");
  assert.deepEqual([line?.[0], line?.[3], line?.[8], line?.[9]], ["2", "11.250000", "live_20261125_124000Z.wav", "1.250000"]);
});
