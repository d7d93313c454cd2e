// A clip as a WAV file: one channel, 16 bits, which every program reads.

const HEADER_BYTES = 44;

export function wavFile(samples: Float32Array, sampleRateHz: number): Blob {
  const bytes = new DataView(new ArrayBuffer(HEADER_BYTES + 2 * samples.length));
  const text = (at: number, words: string): void => {
    for (let place = 0; place < words.length; place++) bytes.setUint8(at + place, words.charCodeAt(place));
  };
  text(0, "RIFF");
  bytes.setUint32(4, HEADER_BYTES - 8 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  bytes.setUint32(16, 16, true);
  bytes.setUint16(20, 1, true); // linear samples
  bytes.setUint16(22, 1, true); // channels
  bytes.setUint32(24, sampleRateHz, true);
  bytes.setUint32(28, 2 * sampleRateHz, true);
  bytes.setUint16(32, 2, true);
  bytes.setUint16(34, 16, true);
  text(36, "data");
  bytes.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, place) => {
    const clipped = Math.max(-1, Math.min(32767 / 32768, sample));
    bytes.setInt16(HEADER_BYTES + 2 * place, Math.round(clipped * 32768), true);
  });
  return new Blob([bytes.buffer as ArrayBuffer], { type: "audio/wav" });
}
