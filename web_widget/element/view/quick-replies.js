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
      const replies = state.typing || isAsking(state) ? [] : hasBegun(state) ? besideCard(state, say) : starters;
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

/** What a card offers itself is not offered twice, what was answered not again, and nothing beside an exercise that runs. */
function besideCard(state, say) {
  const last = (wanted) => state.entries.findLastIndex(wanted);
  const at = last(({ card }) => card?.id);
  const fresh = at > last(({ kind }) => kind === "visitor");
  const { id, steps } = state.entries[at]?.card ?? {};
  if (fresh && (state.steps[id] ?? Infinity) < steps?.length) return [];
  const own = [(fresh || state.ratings[id]) && say("like"), fresh && say("another")];
  return offeredReplies(state).filter(({ title }) => !own.includes(title));
}

/** Before the greeting there is nothing to answer; after the first word, the bot offers. */
function hasBegun({ entries, voice: { microphone } }) {
  return microphone !== "off" || entries.length === 0 || entries.some((entry) => entry.kind === "visitor") || entries.some((entry) => entry.quickReplies?.length);
}

/** One question at a time. */
function isAsking({ entries }) {
  return ["asking", "doubt"].includes(entries.at(-1)?.kind);
}
