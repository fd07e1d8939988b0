import { linePath } from "../timeline.js";
import { icon } from "./icons.js";
import { h, s, setAttribute, setText } from "./node.js";
import { moodRing, moodSentence } from "./mood-ring.js";
import { speakerButton } from "./speaker-button.js";

/** So many turns the line under the heading is long. */
const DRAWN_POINTS = 60;

/** The ring with its words, the menu, and the way out; under them the course of the mood as a line that grows. */
export function header({ say, request, heading, floating }) {
  const ring = moodRing();
  const trend = h("span", { class: "trend", "aria-hidden": "true" }, icon("rising"), icon("falling"), icon("steady"));
  const moodButton = h("button", { type: "button", class: "mood-button", part: "mood", "aria-haspopup": "dialog",
    on: { click: () => request({ type: "show_sheet", sheet: "mood" }) } }, ring.node, trend);
  const sentence = h("p", { class: "mood-words", "aria-hidden": "true" });
  const tool = (name, words, given, wanted) => h("button", { type: "button", class: "tool", "aria-label": say(words), ...given,
    on: { click: () => request(wanted) } }, icon(name));
  const speaker = speakerButton({ say, request });
  const course = s("path", { class: "head-line" });
  const node = h("header", { class: "head", part: "header" }, moodButton,
    h("div", { class: "titles" }, h("h2", { class: "title", id: "title" }, heading), sentence),
    speaker.node, tool("menu", "menu", { part: "menu-button", "aria-haspopup": "dialog" }, { type: "show_sheet", sheet: "menu" }),
    floating ? tool("fold", "close_chat", { part: "close" }, { type: "close_panel" }) : null,
    s("svg", { class: "head-course", viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, course));
  return {
    node,
    update(state) {
      ring.update(state);
      speaker.update(state);
      const words = moodSentence(state, say);
      setText(sentence, state.emotion || state.sensing.paused ? words : say("subtitle"));
      setAttribute(moodButton, "aria-label", say("mood_open", { mood: words }));
      setAttribute(trend, "data-trend", state.emotion && !state.sensing.paused ? state.emotion.trend : null);
      setAttribute(course, "d", state.emotion && !state.sensing.paused ? linePath(state.points.slice(-DRAWN_POINTS)) : "");
    },
  };
}
