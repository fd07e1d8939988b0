/** How an exercise runs: steps, breaths and their pace. Pure; time is a parameter. */

const PHASES = ["in", "hold", "out", "rest"];
const LONGEST_PHASE_S = 60;
const MOST_ROUNDS = 60;
/** A phase shorter than this is shown, not said: a voice could not keep up. */
const SHORTEST_SAID_S = 2;

/** The steps of a card, whatever the gateway sent, in one form: `{text, duration_s, breath, write}`. */
export function stepsOf({ steps }) {
  return (Array.isArray(steps) ? steps : []).map((step) => (typeof step === "string" ? { text: step } : step ?? {}))
    .map(({ text, duration_s, breath, write }) => ({
      text: String(text ?? ""), duration_s: duration_s > 0 ? Number(duration_s) : 0, breath: breathOf(breath), write: Boolean(write),
    }));
}

function breathOf(breath) {
  if (!breath) return null;
  const phases = PHASES.map((name) => ({ name, s: Math.min(LONGEST_PHASE_S, Number(breath[`${name}_s`]) || 0) })).filter(({ s }) => s > 0);
  const rounds = Math.max(1, Math.min(MOST_ROUNDS, Math.round(Number(breath.rounds)) || 1));
  return phases.length ? { phases, rounds, round_s: phases.reduce((sum, { s }) => sum + s, 0) } : null;
}

/** Seconds until a step ends by itself; 0 if it waits for the visitor. */
export function lengthOf({ breath, duration_s }) {
  return breath ? breath.round_s * breath.rounds : duration_s;
}

/**
 * Where a step stands after `elapsed_s`: `share` of the whole (0 to 1), `left_s` and, while breathing,
 * the `phase`, its `left_s`, the `round` from 1, and the `size` of the circle from 0 (empty) to 1 (full).
 */
export function momentOf(step, elapsed_s) {
  const length = lengthOf(step);
  const done = length > 0 && elapsed_s >= length;
  const share = length ? Math.min(1, elapsed_s / length) : 0;
  if (!step.breath || done) return { share, done, left_s: Math.max(0, Math.ceil(length - elapsed_s)), phase: null, round: 0, size: 0 };
  const { phases, round_s } = step.breath;
  const round = Math.floor(elapsed_s / round_s);
  const [phase, at] = phaseAt(phases, elapsed_s - round * round_s);
  return {
    share, done, phase: phase.name, phase_s: phase.s, round: round + 1, rounds: step.breath.rounds,
    left_s: Math.max(1, Math.ceil(phase.s - at)), size: sizeOf(phase.name, at / phase.s),
  };
}

function phaseAt(phases, elapsed_s) {
  let left = elapsed_s;
  for (const phase of phases) {
    if (left < phase.s) return [phase, left];
    left -= phase.s;
  }
  return [phases.at(-1), phases.at(-1).s];
}

function sizeOf(phase, share) {
  const eased = (1 - Math.cos(Math.PI * Math.max(0, Math.min(1, share)))) / 2;
  return { in: eased, hold: 1, out: 1 - eased, rest: 0 }[phase];
}

/** What to say aloud now: each phase at length in the first round, in a word later; null for what is too short to say. */
export function saidNow({ phase, phase_s, round }) {
  if (!phase || phase_s < SHORTEST_SAID_S) return null;
  return { key: `${round === 1 ? "say" : "short"}_${phase}`, seconds: Math.round(phase_s) };
}
