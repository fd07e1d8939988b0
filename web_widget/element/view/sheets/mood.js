import { clockIn } from "../../course-words.js";
import { h, setText } from "../node.js";
import { moodRing, moodSentence } from "../mood-ring.js";
import { course } from "./course.js";
import { pointDetail } from "./point.js";

/** The present mood, its course, and any point of it at length. */
export function moodSheet({ say, request, locale }) {
  const ring = moodRing();
  const sentence = h("p", { class: "mood-big", role: "status" });
  const intro = h("p", { class: "mood-intro" });
  const clock = clockIn(locale);
  const detail = pointDetail({ say, request, clock });
  let chosen = null;
  let latest = { points: [], emotion: null };
  const drawn = course({ say, locale, clock, choose(turn, stay) {
    chosen = turn;
    draw();
    if (!stay) detail.focus();
  } });
  const draw = () => {
    const { points, emotion } = latest;
    const found = points.findIndex(({ turn }) => turn === chosen);
    const index = found < 0 ? points.length - 1 : found;
    drawn.update(points, points[index]?.turn ?? null);
    detail.update({ point: points[index], before: points[index - 1], isLast: index === points.length - 1, emotion });
  };
  const node = h("div", { class: "mood-sheet" }, h("div", { class: "mood-top" }, ring.node, h("div", {}, sentence, intro)), drawn.node, detail.node);
  return { title: say("mood_title"), node, update(state) {
    const { emotion, points, sensing } = state;
    const sensed = Boolean(emotion) && !sensing.paused;
    ring.update(state);
    setText(sentence, moodSentence(state, say));
    setText(intro, say(sensed ? introOf(emotion) : sensing.paused ? "mood_paused_intro" : "mood_waiting_intro"));
    const shown = sensing.paused ? NONE : points;
    if (shown === latest.points && emotion === latest.emotion) return;
    latest = { points: shown, emotion };
    draw();
  } };
}

const NONE = [];

function introOf({ weights }) {
  if (weights?.behaviour > 0) return weights.face > 0 ? "mood_intro_face_behaviour" : "mood_intro_behaviour";
  if (weights?.face > 0) return weights.voice > 0 ? "mood_intro_all" : "mood_intro_face";
  return weights?.voice > 0 ? "mood_intro_voice" : "mood_intro";
}
