// A frame's bytes, red, green, blue and opacity a point, in memory that is used again for the next frame.
//
// Drawing into a canvas gives new memory for each frame, more than a megabyte; browsers let hundreds of them pile up
// before they clear away. WebCodecs copies into memory of ours, where the browser has it and can give these four bytes.

/** A picture of the camera, as the browser can hand it to a worker. */
export type Frame = VideoFrame | ImageBitmap;

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Larger frames are made smaller before the graph crops and resizes them: it looks at 224 points a side. */
const LONGEST_SIDE = 800;

export class PixelReader {
  #bytes = new Uint8Array(0);
  #canCopy = true;
  #canvas: OffscreenCanvas | null = null;

  /** Reads a frame, and closes it; the bytes are overwritten by the next. */
  async read(frame: Frame): Promise<Pixels> {
    try {
      return (await this.#copy(frame)) ?? this.#draw(frame);
    } finally {
      frame.close();
    }
  }

  /** Returns null where drawing is needed: no WebCodecs, a large frame, or one that is turned or stretched when shown. */
  async #copy(frame: Frame): Promise<Pixels | null> {
    if (!this.#canCopy || !("copyTo" in frame)) return null;
    const { width, height } = frame.visibleRect ?? { width: 0, height: 0 };
    if (Math.max(width, height) > LONGEST_SIDE || width !== frame.displayWidth || height !== frame.displayHeight) return null;
    const length = 4 * width * height;
    if (this.#bytes.length !== length) this.#bytes = new Uint8Array(length);
    try {
      await frame.copyTo(this.#bytes, { format: "RGBA", layout: [{ offset: 0, stride: 4 * width }] } as VideoFrameCopyToOptions);
      return { width, height, bytes: this.#bytes };
    } catch {
      this.#canCopy = false;
      return null;
    }
  }

  #draw(frame: Frame): Pixels {
    const shown = "copyTo" in frame ? { width: frame.displayWidth, height: frame.displayHeight } : frame;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(shown.width, shown.height));
    const [width, height] = [Math.round(scale * shown.width), Math.round(scale * shown.height)];
    this.#canvas ??= new OffscreenCanvas(width, height);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      [this.#canvas.width, this.#canvas.height] = [width, height];
    }
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) throw new Error("this browser cannot draw pictures in workers.");
    context.imageSmoothingQuality = "high";
    context.drawImage(frame, 0, 0, width, height);
    return { width, height, bytes: new Uint8Array(context.getImageData(0, 0, width, height).data.buffer) };
  }
}
