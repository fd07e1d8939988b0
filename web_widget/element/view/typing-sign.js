import { h, setText } from "./node.js";

/** Three dots while an answer is being thought of; one sentence for those who listen. */
export function typingSign({ say }) {
  const words = h("span", { class: "unseen", role: "status" });
  const dots = h("div", { class: "typing", part: "typing", hidden: true, "aria-hidden": "true" },
    h("i", { class: "dot" }), h("i", { class: "dot" }), h("i", { class: "dot" }));
  const node = h("div", { class: "typing-place" }, dots, words);
  return {
    node,
    update(state) {
      dots.hidden = !state.typing;
      setText(words, state.typing ? say("typing") : "");
    },
  };
}
