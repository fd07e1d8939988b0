import { UNSURE_BELOW, ranked } from "../../emotions.js";
import { h, s, setAttribute, setText } from "../node.js";
import { moodRing, moodSentence } from "../mood-ring.js";

const SHOWN_SHARES = 3;

/** The reading at length, its course, and the way to correct it. */
export function moodSheet({ say, request }) {
  const ring = moodRing();
  const sentence = h("p", { class: "mood-big", role: "status" });
  const intro = h("p", { class: "mood-intro" });
  const shares = h("ul", { class: "shares", "aria-label": say("mood_shares") });
  const tone = scale(say, "mood_valence");
  const energy = scale(say, "mood_arousal");
  const course = moodCourse(say);
  const reading = h("div", { class: "reading" }, shares, tone.node, energy.node, course.node);
  const correction = correcting(say, request);
  const node = h("div", { class: "mood-sheet" }, h("div", { class: "mood-top" }, ring.node, sentence, intro), reading, correction.node);
  return { title: say("mood_title"), node, update(state) {
    const { emotion } = state;
    const sensed = Boolean(emotion) && !state.sensing.paused;
    ring.update(state);
    setText(sentence, moodSentence(state, say));
    setText(intro, say(sensed ? "mood_intro" : state.sensing.paused ? "mood_paused_intro" : "mood_waiting_intro"));
    reading.hidden = correction.node.hidden = !sensed;
    if (!sensed) return;
    drawShares(shares, emotion, say);
    tone.draw(emotion.valence);
    energy.draw(emotion.arousal);
    course.draw(state.readings);
    correction.draw(emotion);
  } };
}

function drawShares(list, { probabilities }, say) {
  const shown = ranked(probabilities).slice(0, SHOWN_SHARES).filter((label) => probabilities[label] >= 0.05);
  list.replaceChildren(...shown.map((label) => h("li", { class: "share", "data-mood": label },
    h("span", { class: "share-dot", "aria-hidden": "true" }), say(`feelings.${label}`),
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

/** Valence over the turns, with a bead per turn in the colour of its feeling. */
function moodCourse(say) {
  const picture = s("svg", { class: "course-picture", viewBox: "0 0 240 64", role: "img", "aria-label": say("mood_course") });
  const node = h("figure", { class: "course" }, picture);
  return { node, draw(readings) {
    node.hidden = readings.length < 2;
    const points = readings.map(({ valence, label }, index) => ({
      x: 10 + (index * 220) / Math.max(1, readings.length - 1), y: 32 - Math.max(-1, Math.min(1, valence)) * 24, label,
    }));
    picture.replaceChildren(s("path", { class: "course-middle", d: "M4 32h232" }),
      s("path", { class: "course-line", d: smooth(points) }),
      ...points.map(({ x, y, label }, index) => s("circle", {
        class: "course-bead", "data-mood": label, cx: x.toFixed(1), cy: y.toFixed(1), r: index === points.length - 1 ? 5 : 3,
      })));
  } };
}

function smooth(points) {
  return points.map(({ x, y }, index) => {
    if (index === 0) return `M${x.toFixed(1)} ${y.toFixed(1)}`;
    const before = points[index - 1];
    const middle = ((before.x + x) / 2).toFixed(1);
    return `C${middle} ${before.y.toFixed(1)} ${middle} ${y.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)}`;
  }).join("");
}

/** Chips that say it better, and the visitor's own words. */
function correcting(say, request) {
  const chips = h("div", { class: "chips", role: "group", "aria-labelledby": "correct-title" });
  const node = h("section", { class: "correct" }, h("h3", { class: "correct-title", id: "correct-title" }, say("correct_title")), chips);
  let drawn = null;
  return { node, draw({ label, confidence }) {
    const wanted = `${label} ${confidence < UNSURE_BELOW}`;
    if (wanted === drawn) return;
    drawn = wanted;
    const send = (state) => request({ type: "send_text", text: correctionText(say, label, confidence, state) });
    const states = ["joy", "neutral", "sadness", "fear", "anger"].filter((other) => other !== label)
      .map((other) => say(`being.${other}`));
    chips.replaceChildren(...[...states, ...say.list("other_states")].map((state) => h("button", {
      type: "button", class: "reply", on: { click: () => send(state) } }, state)),
      h("button", { type: "button", class: "reply own", on: {
        click: () => request({ type: "begin_text", text: say("correct_own_start") }) } }, say("correct_own")));
  } };
}

function correctionText(say, label, confidence, state) {
  const unnamed = confidence < UNSURE_BELOW || label === "neutral";
  return unnamed ? say("correct_only", { state }) : say("correct_not", { not: say(`being.${label}`), state });
}
