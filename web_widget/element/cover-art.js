import { LABELS } from "./emotions.js";

const WIDTH = 160;
const HEIGHT = 80;

/**
 * A song's cover, drawn from its mood and always the same for the same song: the two strongest feelings give the
 * colours, a light song has a high sun, a lively one has many steep waves, a quiet one has stars.
 */
export function coverOf({ id, valence, arousal, feelings, mood }) {
  const dice = diceFrom(String(id ?? ""));
  const light = unit(valence);
  const energy = unit(arousal);
  const [first, second] = strongest(feelings ?? {}, mood);
  return {
    first, second, light, dim: light < 0.5,
    sun: { x: round(30 + dice() * 100), y: round(50 - light * 32), r: round(8 + light * 7) },
    stars: Array.from({ length: Math.round(Math.max(0, 0.62 - energy) * 26) }, () => (
      { x: round(dice() * WIDTH), y: round(dice() * 42), r: round(0.3 + dice() * 0.6) })),
    waves: [0, 1, 2, 3].map((n) => wave(42 + n * 8, energy, dice)),
  };
}

function wave(base, energy, dice) {
  const swings = 1 + Math.round(energy * 4 + dice() * 1.4);
  const width = WIDTH / swings;
  const swell = (dice() < 0.5 ? -1 : 1) * (5 + energy * 13 + dice() * 5);
  const rest = swings > 1 ? `${` t${round(width)} 0`.repeat(swings - 1)}` : "";
  return `M0 ${round(base - dice() * 5)}q${round(width / 2)} ${round(swell)} ${round(width)} 0${rest}L${WIDTH} ${HEIGHT}H0Z`;
}

/** The two feelings that colour it; labels that are not ours are not looked at. */
function strongest(feelings, mood) {
  const heard = LABELS.filter((label) => Number(feelings[label]) > 0).sort((a, b) => feelings[b] - feelings[a]);
  const own = LABELS.includes(mood) ? mood : "neutral";
  return [heard[0] ?? own, heard[1] ?? heard[0] ?? own];
}

function unit(value) {
  return (Math.max(-1, Math.min(1, Number(value) || 0)) + 1) / 2;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

/** Numbers in [0, 1) that follow from the letters alone. */
function diceFrom(text) {
  let seed = 2166136261;
  for (const letter of text) seed = Math.imul(seed ^ letter.codePointAt(0), 16777619);
  return () => {
    seed = Math.imul(seed ^ (seed >>> 15), 2246822507) + 0x9e3779b9;
    return ((seed ^ (seed >>> 13)) >>> 0) / 2 ** 32;
  };
}
