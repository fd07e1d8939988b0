import { UNSURE_BELOW, arcsOf, ranked } from "../emotions.js";
import { s, setAttribute } from "./node.js";

let drawn = 0;

/**
 * The ring: one arc per feeling, as long as it is probable, around an orb that breathes with the energy.
 * Purely a picture; `moodSentence` says the same in words.
 *
 * @returns {{node: SVGElement, update: (state: object) => void}}
 */
export function moodRing() {
  const gradient = `ut-orb-${(drawn += 1)}`;
  const arcs = arcsOf(null).map((arc) => s("circle", {
    class: "arc", "data-mood": arc.label, cx: 50, cy: 50, r: 43, pathLength: 100,
  }));
  const node = s("svg", { class: "ring", part: "ring", viewBox: "0 0 100 100", "aria-hidden": "true", focusable: "false" },
    s("defs", {}, s("radialGradient", { id: gradient, cx: "35%", cy: "30%", r: "80%" },
      s("stop", { class: "orb-light", offset: "0%" }),
      s("stop", { class: "orb-deep", offset: "100%" }))),
    s("circle", { class: "track", cx: 50, cy: 50, r: 43 }),
    s("g", { class: "arcs", transform: "rotate(-90 50 50)" }, ...arcs),
    s("g", { class: "orb" },
      s("circle", { class: "orb-disc", cx: 50, cy: 50, r: 30, fill: `url(#${gradient})` }),
      s("path", { class: "wave", d: "M32 50c3-9 6-9 9 0s6 9 9 0 6-9 9 0 6 9 9 0" }),
      s("path", { class: "wave wave-against", d: "M32 50c3 9 6 9 9 0s6-9 9 0 6 9 9 0 6-9 9 0" })));
  return { node, update: (state) => drawRing(node, arcs, state) };
}

/** While somebody speaks or is seen, the ring follows the voice or the face; the words wait for the whole of it. */
function drawRing(node, arcs, { emotion, sensing, voice, face }) {
  const reading = voice.reading ?? face.reading;
  const shown = sensing.paused ? null : reading ?? emotion;
  arcsOf(shown?.probabilities ?? null).forEach((arc, index) => drawArc(arcs[index], arc));
  const [first, second] = shown ? ranked(shown.probabilities) : ["neutral", "neutral"];
  setAttribute(node, "data-mood", shown ? first : "none");
  setAttribute(node, "data-undertone", shown ? second : "none");
  setAttribute(node, "data-state", sensing.paused ? "paused" : shown ? "sensed" : "waiting");
  setAttribute(node, "data-mixed", Boolean(shown?.mixed));
  setAttribute(node, "data-live", Boolean(shown) && shown === reading);
  const arousal = Math.max(-1, Math.min(1, shown?.arousal ?? -0.6));
  node.style.setProperty("--ut-energy", String(0.45 + (arousal + 1) * 0.4));
  node.style.setProperty("--ut-breath", `${(7 - (arousal + 1) * 2).toFixed(1)}s`);
}

function drawArc(node, { start, length }) {
  setAttribute(node, "stroke-dasharray", `${length.toFixed(2)} 100`);
  setAttribute(node, "stroke-dashoffset", (-start).toFixed(2));
  setAttribute(node, "data-shown", length > 0);
}

/**
 * The reading in words, never as a fact.
 *
 * @param {object} state
 * @param {import("../lang/index.js").Say} say
 * @returns {string}
 */
export function moodSentence({ emotion, sensing }, say) {
  if (sensing.paused) return say("mood_paused");
  if (!emotion) return say("mood_waiting");
  if (emotion.corrected) return correctedSentence(emotion, say);
  const isUnsure = emotion.confidence < UNSURE_BELOW;
  const isEven = emotion.label === "neutral";
  const feeling = say(`feelings.${emotion.label}`);
  if (emotion.mixed) return say(isUnsure || isEven ? "mood_mixed" : "mood_mixed_most", { feeling });
  if (isUnsure) return say("mood_unsure");
  if (isEven) return evenSentence(emotion, say);
  const mood = say("mood_sounds", { feeling });
  return withTrend(mood, emotion, say);
}

/** “Fairly even, steady” would say it twice. */
function evenSentence(emotion, say) {
  const mood = say("mood_neutral");
  return emotion.trend === "steady" ? mood : withTrend(mood, emotion, say);
}

function withTrend(mood, emotion, say) {
  return say.has(`trend_${emotion.trend}`)
    ? say("mood_with_trend", { mood, trend: say(`trend_${emotion.trend}`) }) : mood;
}

/** Neutral stands for every state that has no label of its own, such as tired: it is not named. */
function correctedSentence({ label }, say) {
  return label === "neutral" ? say("mood_set_right") : say("mood_told", { feeling: say(`feelings.${label}`) });
}
