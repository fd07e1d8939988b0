import { h, setAttribute, setText } from "../node.js";
import { icon } from "../icons.js";

/**
 * What all cards share: a name for screen readers, a small heading, the title and the reason.
 *
 * @param {string} kind
 * @param {string} kindWords what this is, as said to the visitor
 * @param {any} content
 * @param {...(Node | null)} parts
 * @returns {HTMLElement}
 */
export function frame(kind, kindWords, content, ...parts) {
  return h("article", { class: `card card-${kind}`, part: `card card-${kind}`, "aria-label": named(kindWords, content) },
    ...parts);
}

function named(kindWords, content) {
  return content.title ? `${kindWords}: ${content.title}` : kindWords;
}

/** @returns {HTMLElement} the small line above the title */
export function overline(...words) {
  return h("p", { class: "card-over" }, words.filter(Boolean).join(" · "));
}

/** @returns {HTMLElement} */
export function title(content) {
  return h("h3", { class: "card-title" }, content.title ?? "");
}

/** @returns {HTMLElement | null} why this was chosen */
export function why(content) {
  return content.why ? h("p", { class: "card-why" }, content.why) : null;
}

/**
 * Like and not-for-me: two toggles that tell the gateway, and remember.
 *
 * @returns {{node: HTMLElement, update: (state: object) => void}}
 */
export function rating(item, { say, request }) {
  const choice = (action, words, chosenWords) => {
    const text = h("span", { class: "rate-words" }, say(words));
    const button = h("button", { type: "button", class: `rate rate-${action}`, "aria-pressed": "false",
      on: { click: () => request({ type: "rate_item", item, action }) } }, icon(action), text);
    return { button, draw(chosen) {
      setAttribute(button, "aria-pressed", chosen === action ? "true" : "false");
      setText(text, say(chosen === action ? chosenWords : words));
    } };
  };
  const choices = [choice("like", "like", "liked"), choice("dislike", "dislike", "disliked")];
  return {
    node: h("div", { class: "rates" }, ...choices.map(({ button }) => button)),
    update: (state) => choices.forEach(({ draw }) => draw(state.ratings[item])),
  };
}

/**
 * @param {any} duration_s from the gateway: seconds, if it is a number
 * @returns {string} such as "3 min"; empty if unknown
 */
export function durationWords(duration_s, say) {
  if (!(duration_s > 0)) return "";
  return duration_s < 90 ? say("seconds", { n: Math.round(duration_s) }) : say("minutes", { n: Math.round(duration_s / 60) });
}
