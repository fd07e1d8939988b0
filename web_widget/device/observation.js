/** What one picture says of a face: `perception/face/quality.py` and `observation.py`, step for step. Numbers only, no pixel. */
import { SIDE, rollOf, sizeOf, toCrop } from "./align.js";

/** The network's labels, which serving.json has to name. */
export const EXPRESSIONS = ["neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt"];

const EYES = [33, 263];
const LENGTH = [10, 152];
const LEVEL_PITCH_DEG = 8;
const SHAPE = [61, 291, 0, 17, 13, 14, 105, 334, 55, 285, 159, 145, 386, 374, 78, 308];
const MAX_FACES = 16;

/**
 * @param {import("./align.js").Point[]} landmarks
 * @param {import("./align.js").Similarity} place
 * @param {Float32Array} crop
 * @param {{width: number, height: number}} picture
 * @param {{logits: Float32Array, affect: Float32Array, embedding: Float32Array}} output of the network
 * @param {number} nFaces
 * @returns {object} `observation` of a `look`
 */
export function observed(landmarks, place, crop, picture, output, nFaces) {
  const [mean, spread] = momentsOf(crop);
  const seen = {
    pose: poseOf(landmarks, place), size_px: sizeOf(place), sharpness: sharpnessOf(crop, spread),
    brightness: mean / 255, contrast: spread / 255, inside: insideOf(place, picture),
  };
  return {
    logits: held(output.logits, -60, 60), valence_arousal: held(output.affect, -1, 1), embedding: held(output.embedding, -1000, 1000),
    pose: held(seen.pose, -180, 180), size_px: rounded(seen.size_px), sharpness: rounded(seen.sharpness), brightness: rounded(seen.brightness),
    quality: rounded(qualityOf(seen)), n_faces: Math.min(nFaces, MAX_FACES),
    shape: held(SHAPE.flatMap((row) => toCrop(place, landmarks[row])), -4, 5),
  };
}

const rounded = (value) => Math.round(value * 1e4) / 1e4;
const held = (values, low, high) => Array.from(values, (value) => rounded(Math.min(high, Math.max(low, value))));

function momentsOf(crop) {
  const mean = crop.reduce((sum, value) => sum + value, 0) / crop.length;
  const variance = crop.reduce((sum, value) => sum + (value - mean) ** 2, 0) / crop.length;
  return [mean, Math.sqrt(variance)];
}

/** Yaw, pitch and roll in degrees, from the depth that the mesh gives to eyes, forehead and chin. */
function poseOf(landmarks, place) {
  const lean = ([from, to]) => {
    const [dx, dy, dz] = ["x", "y", "z"].map((axis) => landmarks[to][axis] - landmarks[from][axis]);
    return (Math.atan2(dz, Math.hypot(dx, dy)) * 180) / Math.PI;
  };
  return [lean(EYES), lean(LENGTH) - LEVEL_PITCH_DEG, rollOf(place)];
}

/** How much of the crop's variation lies between neighbours. */
function sharpnessOf(crop, spread) {
  if (spread < 1) return 0;
  let sum = 0;
  for (let row = 1; row < SIDE - 1; row += 1) {
    for (let column = 1; column < SIDE - 1; column += 1) {
      const at = row * SIDE + column;
      sum += Math.abs(4 * crop[at] - crop[at - SIDE] - crop[at + SIDE] - crop[at - 1] - crop[at + 1]);
    }
  }
  return Math.min(1, sum / (SIDE - 2) ** 2 / spread);
}

/** Share of the crop that lies within the picture. */
function insideOf({ a, b, x0, y0 }, { width, height }) {
  let n = 0;
  for (let row = 0; row < SIDE; row += 1) {
    for (let column = 0; column < SIDE; column += 1) {
      const [u, v] = [(column + 0.5) / SIDE, (row + 0.5) / SIDE];
      const [x, y] = [a * u - b * v + x0, b * u + a * v + y0];
      if (x >= 0 && x < width && y >= 0 && y < height) n += 1;
    }
  }
  return n / SIDE ** 2;
}

/** What all of it leaves of the evidence, 0 to 1: each hindrance takes its part. */
function qualityOf({ pose: [yaw, pitch], size_px, brightness, contrast, sharpness, inside }) {
  return falling(Math.abs(yaw), 18, 50) * falling(Math.abs(pitch), 18, 45) * rising(size_px, 16, 44)
    * rising(brightness, 0.05, 0.2) * falling(brightness, 0.85, 0.98) * rising(contrast, 0.015, 0.07)
    * rising(sharpness, 0.05, 0.3) * rising(inside, 0.5, 0.92);
}

/** 0 below `low`, 1 above `high`, smooth between. */
function rising(value, low, high) {
  const share = Math.min(1, Math.max(0, (value - low) / (high - low)));
  return share * share * (3 - 2 * share);
}

const falling = (value, low, high) => 1 - rising(value, low, high);
