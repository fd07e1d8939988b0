import { h } from "../node.js";
import { frame, overline, title, why } from "./frame.js";

/** The visitor's data, one press away. */
export function exportCard(content, { say, request }) {
  const node = frame("export", say("card_export"), content, overline(say("card_export")), title(content), why(content),
    h("div", { class: "card-foot" }, h("button", { type: "button", class: "button",
      on: { click: () => request({ type: "show_data" }) } }, say("show_data"))));
  return { node, update: () => {} };
}
