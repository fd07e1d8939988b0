import { h, setText } from "../node.js";

/** What this is, and what it is not. */
export function aboutSheet({ say, shared }) {
  const told = shared().map((name) => say(`shared.${name}`)).join(", ");
  const words = ["about_ai", "about_guess", "about_not", "about_choice"].map((key) => say(key));
  if (told) words.push(say("about_shared", { what: told }));
  return { title: say("about_title"), node: h("div", { class: "prose" }, ...words.map((text) => h("p", {}, text))), update: () => {} };
}

/** Asks once, then does it. */
export function forgetSheet({ say, request }) {
  const told = h("p", { role: "status", class: "sheet-status" });
  const yes = h("button", { type: "button", class: "button grave", on: { click: () => request({ type: "forget_me" }) } }, say("forget_yes"));
  const no = h("button", { type: "button", class: "button quiet", on: { click: () => request({ type: "show_sheet", sheet: null }) } }, say("forget_no"));
  const node = h("div", { class: "prose" }, h("p", {}, say("forget_question")), told, h("div", { class: "sheet-keys" }, yes, no));
  return { title: say("forget_title"), node, update(state) {
    const words = { running: "forgetting", failed: "forget_failed" }[state.forgetting];
    setText(told, words ? say(words) : "");
    yes.disabled = state.forgetting === "running";
  } };
}
