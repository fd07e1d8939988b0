import { mayBeSensed, recognitionOf } from "../voice/state.js";
import { h, setAttribute, setText } from "./node.js";

/** Below this confidence (0 to 1) a word is marked as one that may have been something else. */
const DOUBTFUL_BELOW = 0.5;

/** Before the first word is listened to: whether the voice itself may be sensed. In the flow of the talk, each answer as easy as the others. */
export function asking(_entry, { say, request }) {
  const browser = h("span", { class: "small-words" }, say("hear_browser"));
  const choose = (words, wanted) => h("button", { type: "button", class: "reply", on: { click: () => request(wanted) } }, say(words));
  const question = h("span", {}, say("hear_question"));
  const promise = h("span", { class: "small-words" }, say("hear_promise"));
  const sound = choose("hear_sound", { type: "choose_hearing", hear: "sound" });
  const words = choose("hear_words", { type: "choose_hearing", hear: "words" });
  const node = h("div", { class: "row bot asking", role: "group", "aria-label": say("hear_question") },
    h("span", { class: "unseen" }, say("said_by_bot")),
    h("div", { class: "bubble", part: "bubble bubble-bot" }, question, browser, promise),
    h("div", { class: "answers" }, sound, words,
      choose("hear_nothing", { type: "refuse_hearing" })));
  return {
    node,
    focus: () => (sound.hidden ? words : sound).focus(),
    update(state) {
      const asked = say(mayBeSensed(state) ? "hear_question" : "hear_begin");
      sound.hidden = promise.hidden = !mayBeSensed(state);
      setText(question, asked);
      setAttribute(node, "aria-label", asked);
      browser.hidden = recognitionOf(state) !== "browser";
    },
  };
}

/** Words that were not heard clearly: agreed to, put right, or left. */
export function doubt({ utterance, text, words }, { say, request }) {
  const settle = (final) => request({ type: "confirm_heard", utterance, text: final });
  const field = h("textarea", { class: "doubt-field", rows: "2", "aria-label": say("doubt_field"), enterkeyhint: "send" });
  const bubble = h("div", { class: "bubble", part: "bubble bubble-visitor" }, ...marked(words, text));
  const button = (label, kind, click) => h("button", { type: "button", class: `button ${kind}`, on: { click } }, h("span", {}, say(label)));
  const change = button("doubt_change", "quiet", () => {
    field.value = text;
    bubble.replaceChildren(field);
    change.hidden = true;
    setText(yes.firstChild, say("send"));
    field.focus();
  });
  const yes = button("doubt_yes", "", () => settle(field.isConnected ? field.value : text));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    settle(field.value);
  });
  const node = h("div", { class: "row visitor doubt", role: "group", "aria-label": say("doubt_question") },
    h("p", { class: "doubt-words" }, say("doubt_question")), bubble,
    h("div", { class: "answers" }, yes, change, button("doubt_leave", "quiet", () => settle(""))));
  return { node, update: () => {} };
}

function marked(words, text) {
  if (!words?.length) return [text];
  return words.flatMap(({ text: word, confidence }, index) => [index ? " " : "",
    confidence < DOUBTFUL_BELOW ? h("span", { class: "doubtful" }, word) : word]);
}

/** What is being said just now, as far as it is understood; seen, not read out while somebody speaks. */
export function hearingRow() {
  const words = h("span", {});
  const node = h("div", { class: "row hearing", "aria-hidden": "true", hidden: true },
    h("div", { class: "bubble" }, words, h("span", { class: "dots" }, h("i", { class: "dot" }), h("i", { class: "dot" }), h("i", { class: "dot" }))));
  return {
    node,
    /** @returns {boolean} whether there is something to see */
    update({ voice: { partial, heard, microphone } }) {
      const isShown = Boolean(partial) || (microphone === "on" && heard === "speech");
      node.hidden = !isShown;
      setText(words, partial?.text ?? "");
      return isShown;
    },
  };
}
