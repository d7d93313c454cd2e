// The spectrogram that scrolls by, with the calls that were found drawn over it.
import { frequency } from "../../parts/wording.ts";
import { Columns, heightOf } from "../sound/columns.ts";
import { History } from "./history.ts";
import { watchDarkness } from "./shades.ts";

export interface Mark {
  readonly onsetS: number;
  readonly offsetS: number;
  readonly lowHz: number;
  readonly highHz: number;
  readonly text: string;
  readonly color: string;
  readonly isSure: boolean;
}

const SECONDS = 8;
const COLUMNS_PER_SECOND = 100;
const N_ROWS = 128;
const MAX_MARKS = 60;
const CALM_MS = 1000;

export class Spectrogram {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #history = new History(SECONDS * COLUMNS_PER_SECOND, N_ROWS);
  readonly #stops: (() => void)[] = [];
  #columns: Columns | null = null;
  #sampleRateHz = 0;
  #marks: Mark[] = [];
  #isDark = true;
  #frame = 0;
  #drawnMs = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    this.#context = canvas.getContext("2d");
    this.#stops.push(
      watchDarkness((isDark) => {
        this.#isDark = isDark;
        this.#history.setDark(isDark);
        this.#draw();
      }),
    );
    const resized = new ResizeObserver(() => this.#resize());
    resized.observe(canvas);
    this.#stops.push(() => resized.disconnect());
  }

  /** Begins a new stream. */
  start(sampleRateHz: number): void {
    this.#sampleRateHz = sampleRateHz;
    this.#columns = new Columns({ nRows: N_ROWS, sampleRateHz }, COLUMNS_PER_SECOND);
    this.#marks = [];
    this.#history.clear();
    this.#scroll();
  }

  push(samples: Float32Array): void {
    this.#columns?.push(samples, (column) => this.#history.add(column));
  }

  mark(mark: Mark): void {
    this.#marks = [...this.#marks.slice(1 - MAX_MARKS), mark];
  }

  /** Stops scrolling; what was heard last stays in sight. */
  pause(): void {
    cancelAnimationFrame(this.#frame);
  }

  stop(): void {
    this.pause();
    for (const stop of this.#stops) stop();
  }

  /** Canvas points a CSS pixel; more than two nobody sees. */
  get #scale(): number {
    return Math.min(2, devicePixelRatio);
  }

  #scroll(): void {
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const next = (nowMs: number): void => {
      this.#frame = requestAnimationFrame(next);
      // Half of the repaints are enough for the eye, and a phone stays cool; whoever asked for less motion gets steps.
      if (nowMs - this.#drawnMs < (isCalm ? CALM_MS : 30)) return;
      this.#drawnMs = nowMs;
      this.#draw();
    };
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(next);
  }

  #resize(): void {
    const scale = this.#scale;
    this.canvas.width = Math.max(1, Math.round(this.canvas.clientWidth * scale));
    this.canvas.height = Math.max(1, Math.round(this.canvas.clientHeight * scale));
    this.#draw();
  }

  #draw(): void {
    const context = this.#context;
    if (context === null) return;
    const { width, height } = this.canvas;
    const { picture, nColumns, nRows, total } = this.#history;
    // The newest column is at the right edge; the ring's seam parts the picture into two.
    const seam = total % nColumns;
    const older = ((nColumns - seam) / nColumns) * width;
    context.imageSmoothingEnabled = true;
    context.drawImage(picture, seam, 0, nColumns - seam, nRows, 0, 0, older, height);
    if (seam > 0) context.drawImage(picture, 0, 0, seam, nRows, older, 0, width - older, height);
    this.#drawAxis(context);
    this.#drawMarks(context);
  }

  #drawAxis(context: CanvasRenderingContext2D): void {
    const { height } = this.canvas;
    const scale = this.#scale;
    context.font = `${11 * scale}px system-ui, sans-serif`;
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (const hertz of ticks(this.#sampleRateHz)) {
      const y = (1 - heightOf(hertz, this.#sampleRateHz)) * height;
      context.fillStyle = this.#isDark ? "rgb(255 255 255 / .16)" : "rgb(0 0 0 / .14)";
      context.fillRect(0, Math.round(y), this.canvas.width, 1);
      this.#write(context, frequency(hertz), 6 * scale, y - 8 * scale, this.#isDark ? "#f4efe9" : "#15211f");
    }
  }

  /** Boxes over the calls, and their names in a lane at the top, where there is room for them. */
  #drawMarks(context: CanvasRenderingContext2D): void {
    const scale = this.#scale;
    const { width, height } = this.canvas;
    let freeFrom = -Infinity;
    context.lineWidth = 1.5 * scale;
    context.font = `600 ${12 * scale}px system-ui, sans-serif`;
    for (const mark of this.#marks) {
      const [left, right] = [this.#xOf(mark.onsetS), this.#xOf(mark.offsetS)];
      if (right < 0) continue;
      const top = (1 - heightOf(mark.highHz, this.#sampleRateHz)) * height;
      const bottom = (1 - heightOf(mark.lowHz, this.#sampleRateHz)) * height;
      context.strokeStyle = mark.color;
      context.setLineDash(mark.isSure ? [] : [3 * scale, 3 * scale]);
      context.strokeRect(left, top, Math.max(2, right - left), Math.max(2, bottom - top));
      const textWidth = context.measureText(mark.text).width + 8 * scale;
      if (left < freeFrom || left + textWidth > width + textWidth / 2) continue;
      freeFrom = left + textWidth;
      this.#write(context, mark.text, left + 3 * scale, 10 * scale, this.#isDark ? "#ffffff" : "#000000");
    }
    context.setLineDash([]);
  }

  /** Text on a plate, so that it can be read on any shade. */
  #write(context: CanvasRenderingContext2D, text: string, x: number, y: number, ink: string): void {
    const scale = this.#scale;
    const width = context.measureText(text).width;
    context.fillStyle = this.#isDark ? "rgb(0 0 4 / .62)" : "rgb(255 255 255 / .78)";
    context.fillRect(x - 3 * scale, y - 8 * scale, width + 6 * scale, 16 * scale);
    context.fillStyle = ink;
    context.fillText(text, x, y);
  }

  #xOf(timeS: number): number {
    const column = (timeS * this.#sampleRateHz) / (this.#columns?.hop ?? 1) - 1;
    return ((column - this.#history.total + this.#history.nColumns) / this.#history.nColumns) * this.canvas.width;
  }
}

/** Three to five round frequencies that spread over the picture. */
export function ticks(sampleRateHz: number): number[] {
  if (sampleRateHz <= 0) return [];
  const round = [1, 2, 5].flatMap((digit) => [10, 100, 1000, 10_000, 100_000].map((scale) => digit * scale));
  const chosen: number[] = [];
  let lastHeight = 0;
  for (const hertz of round.sort((a, b) => a - b)) {
    const height = heightOf(hertz, sampleRateHz);
    if (height - lastHeight < 0.16 || height > 0.92) continue;
    chosen.push(hertz);
    lastHeight = height;
  }
  return chosen;
}
