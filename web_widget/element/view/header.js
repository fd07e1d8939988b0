import { h, setAttribute, setText } from "./node.js";
import { icon } from "./icons.js";
import { moodRing, moodSentence } from "./mood-ring.js";

/** The ring with its words, the menu, and the way out. */
export function header({ say, request, heading, floating }) {
  const ring = moodRing();
  const trend = h("span", { class: "trend", "aria-hidden": "true" }, icon("rising"), icon("falling"), icon("steady"));
  const moodButton = h("button", { type: "button", class: "mood-button", part: "mood", "aria-haspopup": "dialog",
    on: { click: () => request({ type: "show_sheet", sheet: "mood" }) } }, ring.node, trend);
  const sentence = h("p", { class: "mood-words", "aria-hidden": "true" });
  const menuButton = h("button", { type: "button", class: "tool", part: "menu-button", "aria-haspopup": "dialog",
    "aria-label": say("menu"), on: { click: () => request({ type: "show_sheet", sheet: "menu" }) } }, icon("menu"));
  const closeButton = h("button", { type: "button", class: "tool close", part: "close", "aria-label": say("close_chat"),
    on: { click: () => request({ type: "close_panel" }) } }, icon("close"));
  const node = h("header", { class: "head", part: "header" }, moodButton,
    h("div", { class: "titles" }, h("h2", { class: "title", id: "title" }, heading), sentence),
    menuButton, floating ? closeButton : null);
  return {
    node,
    update(state) {
      ring.update(state);
      const words = moodSentence(state, say);
      setText(sentence, state.emotion || state.sensing.paused ? words : say("subtitle"));
      setAttribute(moodButton, "aria-label", say("mood_open", { mood: words }));
      const shownTrend = state.emotion && !state.sensing.paused ? state.emotion.trend : null;
      setAttribute(trend, "data-trend", shownTrend);
    },
  };
}
