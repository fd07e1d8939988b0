import { h, setAttribute, setText } from "../node.js";
import { icon } from "../icons.js";

/** What all cards share: a name for screen readers, what it is, the title, the reason. */
export function frame(kind, kindWords, content, ...parts) {
  return h("article", { class: `card card-${kind}`, part: `card card-${kind}`,
    "aria-label": content.title ? `${kindWords}: ${content.title}` : kindWords }, ...parts);
}

/** The small line above the title, and the title. */
export function heading(content, ...words) {
  return h("div", {}, h("p", { class: "card-over" }, words.filter(Boolean).join(" · ")), h("h3", { class: "card-title" }, content.title ?? ""));
}

/** Why this was chosen. */
export function why(content) {
  return content.why ? h("p", { class: "card-why" }, icon("why"), h("span", {}, content.why)) : null;
}

export function press(words, given, action) {
  return h("button", { type: "button", ...given, on: { click: action } }, ...[words].flat());
}

/** Like and not-like-that: two toggles that tell the gateway, and remember; and a way to something else, plain to see for who did not like it. */
export function rating(item, { say, request }) {
  const choice = (action, chosenWords) => {
    const text = h("span", {}, say(action));
    const button = press([icon(action), text], { class: `rate rate-${action}`, "aria-pressed": "false" },
      () => {
        request({ type: "rate_item", item, action });
        another.scrollIntoView({ block: "nearest" });
      });
    return { button, draw(chosen) {
      setAttribute(button, "aria-pressed", chosen === action ? "true" : "false");
      setText(text, say(chosen === action ? chosenWords : action));
    } };
  };
  const choices = [choice("like", "liked"), choice("dislike", "disliked")];
  const another = press([icon("another"), say("another")], { class: "rate" },
    () => request({ type: "ask_another", item, text: say("another_text") }));
  return {
    node: h("div", { class: "rates" }, ...choices.map(({ button }) => button), another),
    update: (state) => {
      choices.forEach(({ draw }) => draw(state.ratings[item]));
      setAttribute(another, "data-offered", state.ratings[item] === "dislike");
    },
  };
}

/** Seconds from the gateway in words, such as "3 min"; near a minute, nobody counts. Empty if unknown. */
export function durationWords(duration_s, say) {
  if (!(duration_s > 0)) return "";
  if (duration_s < 50) return say("seconds", { n: Math.round(duration_s) });
  return duration_s < 90 ? say("a_minute") : say("minutes", { n: Math.round(duration_s / 60) });
}
