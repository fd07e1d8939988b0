/** Landmarks -> the network's crop: `perception/face/align.py`, step for step. */

/** The crop's sides in pixels. */
export const SIDE = 48;

/** Landmarks whose means are laid over TEMPLATE: the corners of each eye, the root of the nose's tip, the corners of the mouth. */
const ANCHORS = [[33, 133], [263, 362], [2], [61, 291]];
const TEMPLATE = [[0.305, 0.385], [0.695, 0.385], [0.5, 0.662], [0.5, 0.778]];
const [RED, GREEN, BLUE] = [0.299, 0.587, 0.114];

/**
 * @typedef {{x: number, y: number, z: number}} Point in pixels of the picture; z smaller towards the camera
 * @typedef {{a: number, b: number, x0: number, y0: number}} Similarity from the crop, whose sides are 1, to the picture:
 *   x = a u - b v + x0, y = b u + a v + y0
 * @typedef {{data: Uint8ClampedArray, width: number, height: number}} Pixels RGBA, row by row
 */

/**
 * The one that lays TEMPLATE over the anchors with the least squares.
 *
 * @param {Point[]} landmarks
 * @returns {Similarity}
 */
export function similarity(landmarks) {
  const points = ANCHORS.map((rows) => ["x", "y"].map((axis) => mean(rows.map((row) => landmarks[row][axis]))));
  const [xm, ym] = [0, 1].map((axis) => mean(points.map((point) => point[axis])));
  const [um, vm] = [0, 1].map((axis) => mean(TEMPLATE.map((place) => place[axis])));
  let [size, along, across] = [0, 0, 0];
  TEMPLATE.forEach(([u, v], index) => {
    const [du, dv, dx, dy] = [u - um, v - vm, points[index][0] - xm, points[index][1] - ym];
    size += du * du + dv * dv;
    along += du * dx + dv * dy;
    across += du * dy - dv * dx;
  });
  const [a, b] = [along / size, across / size];
  return { a, b, x0: xm - a * um + b * vm, y0: ym - b * um - a * vm };
}

/** @returns {number} how many pixels of the picture the crop is wide */
export const sizeOf = ({ a, b }) => Math.hypot(a, b);

/** @returns {number} degrees by which the head is tilted to the person's right shoulder */
export const rollOf = ({ a, b }) => (-Math.atan2(b, a) * 180) / Math.PI;

/** @returns {[number, number]} where a point of the picture lies in the crop */
export function toCrop({ a, b, x0, y0 }, { x, y }) {
  const scale = a * a + b * b;
  return [(a * (x - x0) + b * (y - y0)) / scale, (a * (y - y0) - b * (x - x0)) / scale];
}

/**
 * The crop: a large face is first reduced by a whole number, then every point is taken between its four neighbours.
 *
 * @param {Pixels} pixels
 * @param {Similarity} place
 * @returns {Float32Array} SIDE × SIDE of grey, 0 to 255
 */
export function aligned(pixels, place) {
  const step = Math.max(1, Math.min(Math.floor(sizeOf(place) / SIDE + 0.5), pixels.width, pixels.height));
  const grey = reduced(pixels, place, step);
  const crop = new Float32Array(SIDE * SIDE);
  const { a, b, x0, y0 } = place;
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const [u, v] = [(column + 0.5) / SIDE, (row + 0.5) / SIDE];
      crop[row * SIDE + column] = between(grey,
        Math.fround((a * u - b * v + x0) / step - grey.left - 0.5), Math.fround((b * u + a * v + y0) / step - grey.top - 0.5));
    }
  }
  return crop;
}

/** Grey of the part that holds the crop, each pixel the mean of a block. */
function reduced({ data, width, height }, { a, b, x0, y0 }, step) {
  const corners = [[0, 0], [0, 1], [1, 0], [1, 1]];
  const [left, right] = span(corners.map(([u, v]) => (a * u - b * v + x0) / step), Math.floor(width / step));
  const [top, bottom] = span(corners.map(([u, v]) => (b * u + a * v + y0) / step), Math.floor(height / step));
  const values = new Float32Array((right - left) * (bottom - top));
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      let sum = 0;
      for (let dy = 0; dy < step; dy += 1) {
        for (let dx = 0; dx < step; dx += 1) {
          const at = ((y * step + dy) * width + x * step + dx) * 4;
          sum += RED * data[at] + GREEN * data[at + 1] + BLUE * data[at + 2];
        }
      }
      values[(y - top) * (right - left) + x - left] = sum / (step * step);
    }
  }
  return { values, width: right - left, height: bottom - top, left, top };
}

/** At least one pixel, within [0, size). */
function span(places, size) {
  const start = Math.min(Math.max(Math.floor(Math.min(...places)) - 1, 0), size - 1);
  return [start, Math.max(start + 1, Math.min(Math.ceil(Math.max(...places)) + 1, size))];
}

function between({ values, width, height }, x, y) {
  const [heldX, heldY] = [Math.min(Math.max(x, 0), width - 1), Math.min(Math.max(y, 0), height - 1)];
  const [left, top] = [Math.floor(heldX), Math.floor(heldY)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const [toRight, down] = [heldX - left, heldY - top];
  const above = values[top * width + left] * (1 - toRight) + values[top * width + right] * toRight;
  const below = values[bottom * width + left] * (1 - toRight) + values[bottom * width + right] * toRight;
  return above * (1 - down) + below * down;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
