// Numbers as people of the field write them.

/** Characters of a name that the server takes. */
export const LONGEST_NAME = 200;
const THIN = " ";
const many = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const two = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 12345 → "12,345". */
export function count(n: number): string {
  return many.format(n);
}

/** 1421.817 → "1,421.82". */
export function rate(value: number): string {
  return two.format(value);
}

/** Hours of effort as the terminal says them, with two significant digits if there are few: a rate over 0.00 hours would
 * look impossible. */
export function effort(hours: number): string {
  const text = rate(hours);
  return text.startsWith("0.0") ? String(Number(hours.toPrecision(2))) : text;
}

/** (1, "call") → "1 call"; (302, "call") → "302 calls". */
export function counted(n: number, one: string, several = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : several}`;
}

/** 0.0712 → "71 ms"; 12.3 → "12.3 s"; 111 → "1 min 51 s"; 7260 → "2 h 1 min". */
export function duration(seconds: number): string {
  if (seconds < 0.9995) return `${digits(seconds * 1000)}${THIN}ms`;
  if (seconds < 59.95) return `${digits(seconds)}${THIN}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  return twoUnits(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

function twoUnits(large: number, unit: string, small: number, smallUnit: string): string {
  return `${count(large)}${THIN}${unit}${small > 0 ? ` ${small}${THIN}${smallUnit}` : ""}`;
}

/** 9.7 → "0:09.7"; 3725.25 → "1:02:05.3": a place in a recording. */
export function clock(seconds: number, decimals = 1): string {
  const scale = 10 ** decimals;
  const whole = Math.round(seconds * scale);
  const rest = (whole % (60 * scale)) / scale;
  const minutes = Math.floor(whole / (60 * scale));
  const tail = rest.toFixed(decimals).padStart(decimals === 0 ? 2 : decimals + 3, "0");
  if (minutes < 60) return `${minutes}:${tail}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}:${tail}`;
}

/** 0.25 → "0.25 Hz"; 920 → "920 Hz"; 9600 → "9.6 kHz". */
export function frequency(hz: number): string {
  return hz < 1000 ? `${inHz(hz)}${THIN}Hz` : `${digits(hz / 1000)}${THIN}kHz`;
}

/** (1500, 4500) → "1.5–4.5 kHz"; (101000, 104000) → "101–104 kHz": the narrower, the more decimals. */
export function band(low_hz: number, high_hz: number): string {
  if (high_hz < 1000) {
    const say = inHz(low_hz) === inHz(high_hz) ? (hz: number): string => hz.toFixed(1) : inHz;
    return `${say(low_hz)}–${say(high_hz)}${THIN}Hz`;
  }
  const width = (high_hz - low_hz) / 1000;
  const decimals = width >= 10 ? 0 : width >= 1 ? 1 : 2;
  const short = (hz: number): string => String(Number(hz < 1000 ? (hz / 1000).toPrecision(2) : (hz / 1000).toFixed(decimals)));
  return `${short(low_hz)}–${short(high_hz)}${THIN}kHz`;
}

/** 0.876 → "88%". */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** 0.95 → "95%", 0.998 → "over 99%": as in the report, nothing is 100% certain unless it is. */
export function certain(share: number): string {
  return share >= 0.995 && share < 1 ? "over 99%" : percent(share);
}

/** 0.84 → "About 84%", 0.998 → "Over 99%", 0.002 → "Under 1%": the beginning of a sentence about an estimated share. */
export function estimated(share: number): string {
  if (share > 0 && share < 0.005) return "Under 1%";
  const said = certain(share);
  return said.startsWith("over") ? said.replace("o", "O") : `About ${said}`;
}

/** 0.876 → "0.87", 0.99931 → "0.99931": a least score, rounded down so that the score itself reaches it. */
export function scoreOrMore(score: number): string {
  const rest = 1 - score;
  const decimals = rest <= 0 ? 2 : Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(rest))));
  return (Math.floor(score * 10 ** decimals + 1e-6) / 10 ** decimals).toFixed(decimals);
}

/** How sure that is, in words; the same limits as in the report. */
export function sureness(share: number): string {
  const whole = Math.round(share * 100);
  if (whole >= 90) return "very sure";
  if (whole >= 75) return "fairly sure";
  return whole >= 50 ? "not very sure" : "unsure";
}

/** "2026-11-25T12:33:00Z" → the reader's own way to write date and time, in the reader's time zone. */
export function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(at);
}

/** A moment → "03:15:02", by the clock of this device. */
export function timeOfDay(at: Date): string {
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** "2026-06-12T03:15:02.5+02:00" → "2026-06-12 03:15:02": by the clocks of the place, wherever the reader is. */
export function placeTime(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

/** Returns "; 2026-06-12 03:15:02 at fen" of an event, as far as both are known. */
export function whenAndWhere(event: { readonly time_local: string | null; readonly site: string }): string {
  const parts = [event.time_local === null ? "" : placeTime(event.time_local), event.site === "" ? "" : `at ${event.site}`];
  const known = parts.filter((part) => part !== "").join(" ");
  return known === "" ? "" : `; ${known}`;
}

/** What a category is called: its number, and the name a person gave it. */
export function categoryName(number: number | null, name: string | null): string {
  if (number === null) return name ?? "Unsure";
  return name === null || name === "" ? `Category ${number}` : `${number}: ${name}`;
}

interface Named {
  readonly label: string | null;
  readonly category: number | null;
  readonly category_name: string | null;
}

/** What an event is called everywhere, tables too: what its label says, or else what its category is called. */
export function eventName({ label, category, category_name }: Named): string | null {
  return label ?? category_name ?? (category === null ? null : `category ${category}`);
}

/** Parts a text where a word of more than ten letters may be broken. */
export function partsOfLongWords(text: string): string[] {
  return text.replace(/\S{7}(?=\S{4})/gu, "$&\n").split("\n");
}

function inHz(hz: number): string {
  return String(hz < 9.95 ? Number(hz.toPrecision(2)) : Math.round(hz));
}

// Three digits at most, and no zeros at the end: 4.5, 71, 9.6, 12.1.
function digits(value: number): string {
  if (value >= 99.95) return many.format(value);
  return String(Number(value.toFixed(value >= 9.995 ? 1 : 2)));
}
