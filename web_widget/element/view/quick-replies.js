import { h } from "./node.js";
import { offeredReplies } from "../store.js";

/** Answers the visitor can give with one press; gone as soon as one is given. */
export function quickReplies({ say, request }) {
  const node = h("div", { class: "replies", part: "replies", role: "group", "aria-label": say("replies") });
  let drawn = "[]";
  return {
    node,
    update(state) {
      const replies = state.typing ? [] : offeredReplies(state);
      const wanted = JSON.stringify(replies);
      if (wanted === drawn) return;
      drawn = wanted;
      node.replaceChildren(...replies.map(({ title, text }) => h("button", {
        type: "button", class: "reply", part: "reply",
        on: { click: () => request({ type: "send_text", text, from: "reply" }) },
      }, title)));
    },
  };
}
