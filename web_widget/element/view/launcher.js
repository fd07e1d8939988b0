import { h, setAttribute, setText } from "./node.js";
import { moodRing } from "./mood-ring.js";

/** The round button in the corner of the page. */
export function launcher({ say, request }) {
  const ring = moodRing();
  const badge = h("span", { class: "badge", "aria-hidden": "true" });
  const node = h("button", { type: "button", class: "launcher", part: "launcher", "aria-haspopup": "dialog",
    on: { click: () => request({ type: "open_panel" }) } }, ring.node, badge);
  return {
    node,
    update(state) {
      ring.update(state);
      setText(badge, state.unread ? String(Math.min(state.unread, 9)) : "");
      setAttribute(node, "aria-label", state.unread ? say("open_chat_unread", { n: state.unread }) : say("open_chat"));
      setAttribute(node, "aria-expanded", state.open ? "true" : "false");
      node.hidden = state.open;
    },
  };
}
