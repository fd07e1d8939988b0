/**
 * The nine labels in the order in which the ring draws them: Plutchik's wheel, then neutral.
 * Fixed places let an eye learn where each feeling lives.
 */
export const LABELS = Object.freeze([
  "joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation", "neutral",
]);

/** Below this confidence (0 to 1) the widget says that it is not sure, and names no feeling. */
export const UNSURE_BELOW = 0.35;

/** @typedef {{label: string, start: number, length: number, p: number}} Arc lengths in hundredths of the circle */

const SMALLEST_SHARE = 0.04;
const GAP = 3.6;

/**
 * Share the circle among the labels by probability.
 *
 * @param {Record<string, number> | null} probabilities one per label, summing to 1
 * @returns {Arc[]} one per label, always all nine; a label under 4 % has length 0
 */
export function arcsOf(probabilities) {
  const shares = LABELS.map((label) => shareOf(probabilities, label));
  const total = shares.reduce((sum, share) => sum + share, 0) || 1;
  let start = 0;
  return LABELS.map((label, index) => {
    const room = (shares[index] / total) * 100;
    const arc = { label, start: start + GAP / 2, length: room ? Math.max(0.01, room - GAP) : 0, p: shares[index] };
    start += room;
    return arc;
  });
}

function shareOf(probabilities, label) {
  if (!probabilities) return 1 / LABELS.length;
  const p = Number(probabilities[label]) || 0;
  return p < SMALLEST_SHARE ? 0 : p;
}

/**
 * @param {Record<string, number>} probabilities
 * @returns {string[]} labels, the most probable first
 */
export function ranked(probabilities) {
  return [...LABELS].sort((a, b) => (probabilities[b] || 0) - (probabilities[a] || 0));
}
