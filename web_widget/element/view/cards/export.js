import { h } from "../node.js";
import { frame, heading, press, why } from "./frame.js";

/** The visitor's data, one press away. */
export function exportCard(content, { say, request }) {
  const node = frame("export", say("card_export"), content, heading(content, say("card_export")), why(content),
    h("div", { class: "card-foot" }, press(say("show_data"), { class: "button" }, () => request({ type: "show_data" }))));
  return { node, update: () => {} };
}
