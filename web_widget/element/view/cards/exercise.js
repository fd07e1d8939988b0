import { h, setAttribute, setText } from "../node.js";
import { durationWords, frame, heading, press, rating, why } from "./frame.js";

/** An exercise: what it is, and a way to begin it. What runs it comes when the visitor does. */
export function exerciseCard(content, tools) {
  const { say } = tools;
  const n = Array.isArray(content.steps) ? content.steps.length : 0;
  let player = beginning(content, tools);
  const rates = rating(content.id, tools);
  const kind = say.has(`practices.${content.practice}`) ? say(`practices.${content.practice}`) : say("card_exercise");
  const node = frame("exercise", say("card_exercise"), content,
    heading(content, kind, durationWords(content.duration_s, say), say("steps", { n })),
    why(content), player.node, rates.node);
  return { node, update(state) {
    const made = player.isWaiting && tools.part("exercise")?.exercisePlayer(content, tools);
    const hadFocus = made && player.node.contains(node.getRootNode().activeElement);
    if (made) player.node.replaceWith(made.node);
    if (made) player = made;
    player.update(state);
    if (hadFocus) player.focus();
    rates.update(state);
  } };
}

/** In the place of the player, until it is here. */
function beginning({ id }, { say, request }) {
  const begin = press("", { class: "button begin" }, () => request({ type: "begin_exercise", item: id }));
  return { node: h("div", { class: "player", "data-state": "closed" }, h("div", { class: "player-keys" }, begin)), isWaiting: true, update({ parts }) {
    const isComing = parts.exercise === "loading";
    setAttribute(begin, "aria-busy", isComing ? "true" : null);
    setText(begin, say(isComing ? "part_loading" : "begin"));
  } };
}
