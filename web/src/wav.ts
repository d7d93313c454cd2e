// Writes samples as a WAV file: one channel, 16 bits, what every reader takes.

const HEADER_BYTES = 44;
const FULL_SCALE = 32767;

/** Encode samples in [-1, 1]; what is louder is clipped. */
export function encodeWav(samples: Float32Array, sample_rate_hz: number): Blob {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples.length));
  writeHeader(view, samples.length, sample_rate_hz);
  samples.forEach((sample, place) => {
    const clipped = Math.min(Math.max(sample, -1), 1) || 0; // no number becomes silence
    view.setInt16(HEADER_BYTES + 2 * place, Math.round(clipped * FULL_SCALE), true);
  });
  return new Blob([view.buffer], { type: "audio/wav" });
}

function writeHeader(view: DataView, n_samples: number, sample_rate_hz: number): void {
  const text = (at: number, letters: string): void => {
    [...letters].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
  };
  text(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + 2 * n_samples, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // length of the format
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, sample_rate_hz, true);
  view.setUint32(28, 2 * sample_rate_hz, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a frame
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, 2 * n_samples, true);
}
