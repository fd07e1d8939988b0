import { h, setAttribute, setText } from "./node.js";
import { moodRing } from "./mood-ring.js";

/** The round button in the corner of the page, with what came meanwhile. */
export function launcher({ say, request }) {
  const ring = moodRing();
  const badge = h("span", { class: "badge", "aria-hidden": "true" });
  const button = h("button", { type: "button", class: "launcher", part: "launcher", "aria-haspopup": "dialog",
    on: { click: () => request({ type: "open_panel" }) } }, ring.node, badge);
  const news = h("span", { class: "unseen", role: "status" });
  const node = h("div", {}, button, news);
  return {
    node,
    button,
    update(state) {
      ring.update(state);
      setText(badge, state.unread ? String(Math.min(state.unread, 9)) : "");
      setText(news, state.open || !state.unread ? "" : say("unread", { n: state.unread }));
      setAttribute(button, "aria-label", state.unread ? say("open_chat_unread", { n: state.unread }) : say("open_chat"));
      setAttribute(button, "aria-expanded", String(state.open));
      button.hidden = state.open;
    },
  };
}
