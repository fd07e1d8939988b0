/** One picture on the wire: eight bytes of header in network order, then the file. */

const PICTURE = 2;
const HEADER_BYTES = 8;

/**
 * @param {{stream: number, sequence: number, at_ms: number}} header `stream` 0 to 255; `sequence` wraps at 65 536;
 *   `at_ms` milliseconds since the stream began, when the picture was taken
 * @param {ArrayBuffer} file a whole JPEG, PNG or WebP
 * @returns {ArrayBuffer}
 */
export function pictureFrame({ stream, sequence, at_ms }, file) {
  const frame = new ArrayBuffer(HEADER_BYTES + file.byteLength);
  const view = new DataView(frame);
  view.setUint8(0, PICTURE);
  view.setUint8(1, stream);
  view.setUint16(2, sequence & 0xffff);
  view.setUint32(4, Math.max(0, Math.round(at_ms)));
  new Uint8Array(frame, HEADER_BYTES).set(new Uint8Array(file));
  return frame;
}
