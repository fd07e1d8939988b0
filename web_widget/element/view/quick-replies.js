import { h } from "./node.js";
import { offeredReplies } from "../store.js";

/** Answers the visitor can give with one press; gone as soon as one is given. At first, ways to begin. */
export function quickReplies({ say, request }) {
  const node = h("div", { class: "replies", part: "replies", role: "group", "aria-label": say("replies") });
  const starters = say.list("starters").map((text) => ({ title: text, text }));
  let drawn = "[]";
  return {
    node,
    update(state) {
      const replies = state.typing || isAsking(state) ? [] : hasBegun(state) ? offeredReplies(state) : starters;
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

/** Before the greeting there is nothing to answer; after the first word, the bot offers. */
function hasBegun({ entries, voice: { microphone } }) {
  return microphone !== "off" || entries.length === 0 || entries.some((entry) => entry.kind === "visitor") || entries.some((entry) => entry.quickReplies?.length);
}

/** One question at a time. */
function isAsking({ entries }) {
  return ["asking", "doubt"].includes(entries.at(-1)?.kind);
}
