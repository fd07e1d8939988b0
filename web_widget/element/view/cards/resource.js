import { h, outwardLink } from "../node.js";
import { icon } from "../icons.js";
import { frame, heading, why } from "./frame.js";

/** Help lines: large enough to press with an unsteady hand. */
export function resourceCard(content, { say }) {
  const lines = Array.isArray(content.lines) ? content.lines : [];
  const node = frame("resource", say("card_resource"), content, heading(content, say("card_resource")), why(content),
    h("ul", { class: "lines" }, ...lines.map((line) => h("li", { class: "line" },
      h("span", { class: "line-name" }, line.name ?? ""), call(line, say), site(line, say)))));
  return { node, update: () => {} };
}

/** A number is dialled only if it is one: digits, spaces, a plus. */
function call({ name, number }, say) {
  if (!number) return null;
  const digits = String(number).replace(/[\s()./-]/g, "");
  if (!/^\+?\d{2,15}$/.test(digits)) return h("span", { class: "line-number" }, String(number));
  return h("a", { class: "button line-number", href: `tel:${digits}`, "aria-label": `${say("call", { number })}, ${name ?? ""}` },
    icon("phone"), String(number));
}

function site({ name, url }, say) {
  return outwardLink(url, { class: "button quiet line-site" }, shortAddress(url), icon("out"),
    h("span", { class: "unseen" }, ` ${name ?? ""} ${say("opens_new_tab")}`));
}

function shortAddress(url) {
  try {
    return new URL(url).host.replace(/^www\./, "");
  } catch {
    return "";
  }
}
