// The log as the tables that `coincide annotations` writes and reads: comma-separated, and Raven's selection table.

/** One line of the log; times are seconds since the microphone or camera was started. */
export interface Entry {
  readonly onsetS: number;
  readonly offsetS: number;
  /** null where there is no band: for pictures. */
  readonly lowHz: number | null;
  readonly highHz: number | null;
  readonly label: string;
  readonly confidence: number;
}

/** One session of listening or watching, as if it had been recorded. */
export interface Group {
  /** The name that its recording would have. */
  readonly recording: string;
  /** Half of it is Raven's upper limit where an entry has none; 0 for a camera. */
  readonly sampleRateHz: number;
  readonly durationS: number;
  readonly startedAt: Date;
  readonly entries: readonly Entry[];
}

const CSV_COLUMNS = "recording,start_s,end_s,low_hz,high_hz,category,label,confidence,time_utc,time_local";
const RAVEN_COLUMNS = [
  "Selection", "View", "Channel", "Begin Time (s)", "End Time (s)", "Low Freq (Hz)", "High Freq (Hz)",
  "Begin Path", "Begin File", "File Offset (s)", "Category", "Label", "Confidence", "time_utc", "time_local",
] as const;

export function csvTable(groups: readonly Group[]): string {
  const lines = groups.flatMap((group) => group.entries.map((entry) => csvLine(entry, group)));
  return [CSV_COLUMNS, ...lines].join("\n") + "\n";
}

/** Raven opens several recordings as one long sound: begin and end count through all of them, offsets from each one's start. */
export function ravenTable(groups: readonly Group[]): string {
  const lines: string[] = [];
  let startS = 0;
  for (const group of groups) {
    for (const entry of group.entries) lines.push(ravenLine(lines.length + 1, startS, entry, group));
    startS += group.durationS;
  }
  return [RAVEN_COLUMNS.join("\t"), ...lines].join("\n") + "\n";
}

function csvLine(entry: Entry, { recording, startedAt }: Group): string {
  const cells = [
    guarded(oneLine(recording)),
    seconds(entry.onsetS),
    seconds(entry.offsetS),
    entry.lowHz === null ? "" : hertz(entry.lowHz),
    entry.highHz === null ? "" : hertz(entry.highHz),
    "",
    guarded(oneLine(entry.label)),
    entry.confidence.toFixed(6),
    ...times(entry, startedAt),
  ];
  return cells.map(quoted).join(",");
}

function ravenLine(selection: number, startS: number, entry: Entry, { recording, sampleRateHz, startedAt }: Group): string {
  const lowHz = entry.lowHz ?? 0;
  const cells = [
    String(selection),
    "Spectrogram 1",
    "1",
    seconds(startS + entry.onsetS),
    seconds(startS + entry.offsetS),
    hertz(lowHz),
    hertz(entry.highHz ?? Math.max(lowHz, sampleRateHz / 2)),
    oneLine(recording),
    oneLine(recording),
    seconds(entry.onsetS),
    "",
    guarded(oneLine(entry.label)),
    entry.confidence.toFixed(6),
    ...times(entry, startedAt),
  ];
  return cells.join("\t");
}

/** As `coincide.annotations.provenance`: when an entry begins, in UTC and by the clock of this device with its offset. */
function times({ onsetS }: Entry, startedAt: Date): [string, string] {
  const at = new Date(startedAt.getTime() + 1000 * onsetS);
  const offset = -at.getTimezoneOffset();
  const shown = new Date(at.getTime() + 60_000 * offset).toISOString().slice(0, 23);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60].map((part) => String(part).padStart(2, "0"));
  return [`${at.toISOString().slice(0, 23)}+00:00`, `${shown}${offset < 0 ? "-" : "+"}${hours}:${minutes}`];
}

/** A name from which `coincide` reads the start time again: "live_20261125_123000Z.wav". */
export function recordingName(startedAt: Date): string {
  const digits = startedAt.toISOString().replaceAll(/[-:]/g, "").slice(0, 15);
  return `live_${digits.replace("T", "_")}Z.wav`;
}

const seconds = (value: number): string => value.toFixed(6);
const hertz = (value: number): string => value.toFixed(3);

/** RFC 4180: quotes round a cell that needs them, and doubled inside. */
function quoted(cell: string): string {
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** As `coincide.annotations.wording.one_line`: control characters would break the table. */
function oneLine(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]+/gu, " ").trim();
}

/** As `coincide.annotations.spreadsheet.guarded`: no spreadsheet runs the text as a formula. */
function guarded(text: string): string {
  return /^[+-]?(\d+[.,]?\d*|[.,]\d+)(e[+-]?\d+)?$/i.test(text) ? text : text.replaceAll(/((?:^|[,;]) *)(?='*[=+\-@＝＋－＠])/g, "$1'");
}
