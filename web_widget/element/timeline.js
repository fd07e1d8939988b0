/** The course of the mood: one point per turn, oldest first. Pure. */

/** How many points are shown; older ones leave the screen. */
export const KEPT_POINTS = 500;

/** A reading as a point; `at` is epoch milliseconds, from the gateway's clock where it tells. */
export function pointOf({ turn, at_ms, at, label, valence, arousal, confidence, shift, corrected, mixed, need, weights, parts }, now = 0) {
  return {
    turn: turn ?? null, at: at_ms ?? (typeof at === "string" ? Date.parse(at) : at) ?? now, label,
    valence: held(valence), arousal: held(arousal), confidence, shift: Boolean(shift), corrected: Boolean(corrected),
    mixed: Boolean(mixed), need: need ?? null, weights: weights ?? {}, parts: parts ?? {},
  };
}

/** A reading of a turn that has a point already replaces it where it stands. */
export function withPoint(points, point) {
  const known = point.turn !== null && points.some(({ turn }) => turn === point.turn);
  const next = known ? points.map((old) => (old.turn === point.turn ? { ...point, at: old.at } : old)) : [...points, point];
  return next.slice(-KEPT_POINTS);
}

/** Earlier points that the gateway remembers, before those of this conversation. */
export function withHistory(points, earlier) {
  const here = new Set(points.map(({ turn }) => turn));
  const before = earlier.filter(({ turn }) => !here.has(turn));
  return [...before, ...points].sort((a, b) => a.at - b.at).slice(-KEPT_POINTS);
}

/** Where point `index` of `n` stands, in hundredths: x from the start, y from the top; pleasant is high. */
export function placeOf({ valence }, index, n) {
  return { x: ((index + 0.5) / n) * 100, y: 50 - held(valence) * 34 };
}

/** A smooth line through the points in a box of 100 × 100, as SVG path data; empty under two points. */
export function linePath(points) {
  return pathThrough(points.map((point, index) => placeOf(point, index, points.length)));
}

/** The same through places of one's own. */
export function pathThrough(places) {
  if (places.length < 2) return "";
  return places.map(({ x, y }, index) => {
    if (index === 0) return `M${x.toFixed(2)} ${y.toFixed(2)}`;
    const before = places[index - 1];
    const middle = ((before.x + x) / 2).toFixed(2);
    return `C${middle} ${before.y.toFixed(2)} ${middle} ${y.toFixed(2)} ${x.toFixed(2)} ${y.toFixed(2)}`;
  }).join("");
}

function held(value) {
  return Math.max(-1, Math.min(1, Number(value) || 0));
}
