import { h, setAttribute, setText } from "../node.js";
import { durationWords, frame, heading, press, rating, why } from "./frame.js";

/** A short text: its first lines, and all of it when the visitor wants to read. */
export function readCard(content, tools) {
  const { say, request } = tools;
  const rates = rating(content.id, tools);
  const form = say.has(`forms.${content.form}`) ? say(`forms.${content.form}`) : say("card_read");
  const paragraphs = String(content.body ?? "").split(/\n\s*\n/).map((text) => h("p", {}, text.trim()));
  const body = h("div", { class: "read-body", "data-folded": true, "data-form": content.form }, ...paragraphs);
  let reported = false;
  const toggle = press(say("read_on"), { class: "button", "aria-expanded": "false" }, () => {
    const folded = toggle.getAttribute("aria-expanded") === "true";
    setAttribute(body, "data-folded", folded);
    setAttribute(toggle, "aria-expanded", String(!folded));
    setText(toggle, say(folded ? "read_on" : "fold"));
    node.scrollIntoView({ block: folded ? "nearest" : "start" });
    if (!reported) request({ type: "report_item", item: content.id, action: "play" });
    reported = true;
  });
  const node = frame("read", say("card_read"), content, heading(content, form, durationWords(content.duration_s, say)),
    why(content), body, h("div", { class: "card-foot" }, toggle, rates.node));
  return { node, update: rates.update };
}
