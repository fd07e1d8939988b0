/** Where everything of the course stands when it is drawn at length. Pure. */
import { pathThrough, placeOf } from "./timeline.js";

/** From so much time between two turns on, the line rests and says how long. */
export const PAUSE_MS = 30 * 60_000;

/** How wide a rest is; a point is 1. */
const REST = 1.4;

/**
 * The points in a row, with room where time went by.
 *
 * @param {object[]} points oldest first
 * @returns {{width: number, places: {x: number, y: number}[], rests: {x: number, ms: number, index: number}[], strands: [number, number][]}}
 *   `width` in points; places in hundredths of the box; a rest stands before the point `index`; a strand is a
 *   range of points, the end not in it, with no rest between them
 */
export function layOut(points) {
  const rests = [];
  const strands = [];
  let width = 0;
  const middles = points.map((point, index) => {
    const ms = index ? point.at - points[index - 1].at : 0;
    if (ms >= PAUSE_MS) {
      rests.push({ x: width + REST / 2, ms, index });
      width += REST;
    }
    if (index === 0 || ms >= PAUSE_MS) strands.push([index, index]);
    strands.at(-1)[1] += 1;
    width += 1;
    return width - 0.5;
  });
  const share = (x) => (x / width) * 100;
  return {
    width, strands,
    places: points.map((point, index) => ({ ...placeOf(point, 0, 1), x: share(middles[index]) })),
    rests: rests.map((rest) => ({ ...rest, x: share(rest.x) })),
  };
}

/**
 * @param {ReturnType<typeof layOut>} laid
 * @returns {{line: string, area: string, rest: string}} SVG path data: the line, what lies between it and the middle, and where it rests
 */
export function pathsOf({ places, strands }) {
  const runs = strands.map(([from, to]) => places.slice(from, to));
  const whole = runs.filter((run) => run.length > 1);
  return {
    line: whole.map(pathThrough).join(""),
    area: whole.map((run) => `${pathThrough(run)}V50H${run[0].x.toFixed(2)}Z`).join(""),
    rest: runs.slice(1).map((run, index) => pathThrough([runs[index].at(-1), run[0]])).join(""),
  };
}

/**
 * A long course in few points: each stands for as many turns as the others, with their mean and the feeling that most of them had.
 *
 * @param {object[]} points
 * @param {number} most how many may be left
 * @returns {{valence: number, label: string}[]}
 */
export function condensed(points, most) {
  const n = Math.min(most, points.length);
  return Array.from({ length: n }, (_, index) => {
    const group = points.slice(Math.floor((index * points.length) / n), Math.floor(((index + 1) * points.length) / n));
    return { valence: group.reduce((sum, { valence }) => sum + valence, 0) / group.length, label: mostOften(group.map(({ label }) => label)) };
  });
}

function mostOften(labels) {
  const counts = new Map();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0][0];
}
