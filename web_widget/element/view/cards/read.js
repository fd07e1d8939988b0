import { h, setAttribute, setText } from "../node.js";
import { durationWords, frame, overline, rating, title, why } from "./frame.js";

/** A short text, folded until the visitor wants it. */
export function readCard(content, tools) {
  const { say, request } = tools;
  const rates = rating(content.id, tools);
  const paragraphs = String(content.body ?? "").split(/\n\s*\n/).map((text) => h("p", {}, text.trim()));
  const body = h("div", { class: "read-body", hidden: true }, ...paragraphs);
  const toggle = h("button", { type: "button", class: "button", "aria-expanded": "false", on: { click: () => unfold() } }, say("read_on"));
  let reported = false;
  const unfold = () => {
    body.hidden = !body.hidden;
    setAttribute(toggle, "aria-expanded", body.hidden ? "false" : "true");
    setText(toggle, say(body.hidden ? "read_on" : "fold"));
    if (!reported) request({ type: "report_item", item: content.id, action: "play" });
    reported = true;
  };
  const node = frame("read", say("card_read"), content,
    overline(say("card_read"), durationWords(content.duration_s, say)), title(content), why(content), body,
    h("div", { class: "card-foot" }, toggle, rates.node));
  return { node, update: rates.update };
}
