/** One batch of sound on the wire: eight bytes of header in network order, then 16-bit little-endian samples. */

const AUDIO = 1;
const HEADER_BYTES = 8;
const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * @param {{stream: number, sequence: number, at_ms: number}} header `stream` 0 to 255; `sequence` wraps at 65 536;
 *   `at_ms` milliseconds since the stream began, where this batch starts
 * @param {Int16Array} samples mono, 16 kHz
 * @returns {ArrayBuffer}
 */
export function audioFrame({ stream, sequence, at_ms }, samples) {
  const frame = new ArrayBuffer(HEADER_BYTES + samples.length * 2);
  const view = new DataView(frame);
  view.setUint8(0, AUDIO);
  view.setUint8(1, stream);
  view.setUint16(2, sequence & 0xffff);
  view.setUint32(4, at_ms);
  if (isLittleEndian) new Int16Array(frame, HEADER_BYTES).set(samples);
  else samples.forEach((sample, index) => view.setInt16(HEADER_BYTES + index * 2, sample, true));
  return frame;
}
