import { LABELS, UNSURE_BELOW, ranked } from "../../emotions.js";
import { h, setAttribute, setText } from "../node.js";
import { moodRing, moodSentence } from "../mood-ring.js";
import { timeline } from "./timeline.js";

const SHOWN_SHARES = 3;

/** The reading at length, the course of the mood, and the way to put any point of it right. */
export function moodSheet({ say, request, locale }) {
  const ring = moodRing();
  const sentence = h("p", { class: "mood-big", role: "status" });
  const intro = h("p", { class: "mood-intro" });
  const shares = h("ul", { class: "shares", "aria-label": say("mood_shares") });
  const tone = scale(say, "mood_valence");
  const energy = scale(say, "mood_arousal");
  const reading = h("div", { class: "reading" }, shares, tone.node, energy.node);
  let shown = [];
  const course = timeline({ say, locale, choose(turn, stay) {
    correction.choose(turn, stay);
    course.update(shown, correction.chosen);
  } });
  const correction = correcting(say, request);
  const node = h("div", { class: "mood-sheet" }, h("div", { class: "mood-top" }, ring.node, sentence, intro),
    course.picture, correction.node, reading, course.table);
  return { title: say("mood_title"), node, update(state) {
    const { emotion, points, sensing } = state;
    const sensed = Boolean(emotion) && !sensing.paused;
    ring.update(state);
    setText(sentence, moodSentence(state, say));
    setText(intro, say(sensed ? introOf(emotion) : sensing.paused ? "mood_paused_intro" : "mood_waiting_intro"));
    reading.hidden = !sensed;
    correction.update(state);
    shown = sensing.paused ? [] : points;
    course.update(shown, correction.chosen);
    if (!sensed) return;
    drawShares(shares, emotion, say);
    tone.draw(emotion.valence);
    energy.draw(emotion.arousal);
  } };
}

function introOf({ weights }) {
  if (weights?.behaviour > 0) return weights.face > 0 ? "mood_intro_face_behaviour" : "mood_intro_behaviour";
  if (weights?.face > 0) return weights.voice > 0 ? "mood_intro_all" : "mood_intro_face";
  return weights?.voice > 0 ? "mood_intro_voice" : "mood_intro";
}

function drawShares(list, { probabilities }, say) {
  const shown = ranked(probabilities).slice(0, SHOWN_SHARES).filter((label) => probabilities[label] >= 0.05);
  list.replaceChildren(...shown.map((label) => h("li", { class: "share", "data-mood": label },
    h("span", { class: "dot-of", "aria-hidden": "true" }), say(`feelings.${label}`),
    h("span", { class: "share-p" }, say("percent", { n: Math.round(probabilities[label] * 100) })))));
}

/** A line between two words with a bead on it; -1 stands left, 1 right. */
function scale(say, key) {
  const line = h("span", { class: "scale-line", "aria-hidden": "true" }, h("span", { class: "scale-bead" }));
  const node = h("div", { class: "scale", role: "img" }, h("span", { class: "scale-name", "aria-hidden": "true" }, say(key)),
    h("span", { class: "scale-end", "aria-hidden": "true" }, say(`${key}_low`)), line,
    h("span", { class: "scale-end", "aria-hidden": "true" }, say(`${key}_high`)));
  return { node, draw(value) {
    const held = Math.max(-1, Math.min(1, Number(value) || 0));
    line.style.setProperty("--at", String((held + 1) / 2));
    const side = say(`${key}_${held < 0 ? "low" : "high"}`);
    setAttribute(node, "aria-label", `${say(key)}: ${side}, ${say("percent", { n: Math.round(Math.abs(held) * 100) })}`);
  } };
}

/** What the chosen point was, by one press; for the last one also in words that no label has. */
function correcting(say, request) {
  let chosen = null;
  let last = null;
  let redraw = () => {};
  const title = h("h3", { class: "correct-title", id: "correct-title", tabindex: "-1" });
  const chip = (words, given, action) => h("button", { type: "button", class: "reply", ...given, on: { click: action } }, ...words);
  const labels = LABELS.map((label) => chip([h("span", { class: "dot-of", "aria-hidden": "true" }), say(`feelings.${label}`)],
    { "data-mood": label }, () => request({ type: "correct_point", turn: chosen ?? last.turn, label })));
  const own = h("div", { class: "chips" });
  const thanks = h("p", { class: "mood-intro", role: "status" });
  const node = h("section", { class: "correct" }, title, h("div", { class: "chips", role: "group", "aria-labelledby": "correct-title" }, ...labels), own, thanks);
  return { node, get chosen() { return chosen ?? last?.turn ?? null; }, choose(turn, stay) {
    chosen = turn;
    redraw();
    if (!stay) title.focus();
  }, update(state) {
    last = state.points.at(-1) ?? null;
    node.hidden = !last || state.sensing.paused;
    redraw = () => {
      const point = state.points.find(({ turn }) => turn === chosen) ?? last;
      if (!point) return;
      const isLast = point === last;
      setText(title, say(isLast ? "correct_title" : "correct_then"));
      setText(thanks, point.corrected ? say("correct_thanks") : "");
      labels.forEach((button, index) => setAttribute(button, "aria-pressed", String(LABELS[index] === point.label)));
      own.hidden = !isLast || !state.emotion;
      if (!own.hidden) own.replaceChildren(...ownWords(state.emotion));
    };
    redraw();
  } };

  function ownWords(emotion) {
    const send = (words) => request({ type: "send_text", text: correctionText(say, emotion, words) });
    return [...say.list("other_states").map((words) => chip([words], {}, () => send(words))),
      chip([say("correct_own")], {}, () => request({ type: "begin_text", text: say("correct_own_start") }))];
  }
}

function correctionText(say, { label, confidence }, state) {
  const unnamed = confidence < UNSURE_BELOW || label === "neutral";
  return unnamed ? say("correct_only", { state }) : say("correct_not", { not: say(`being.${label}`), state });
}
