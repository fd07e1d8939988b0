import { h, setAttribute, setText } from "../node.js";

/** What is said of a step by how it stands, or the status of HTTP with which it was refused. */
const WORDS = { undefined: "", ready: "", loading: "" };
const LINKS = { type: "use", about: "links", path: "v1/links" };
const NAMES = { slack: "Slack", telegram: "Telegram" };
/** How a chat is told the code. */
const SAID = { slack: "/undertone link" };

/** One person here and in a chat elsewhere: a code to be sent there, what is linked, and parting again. */
export function elsewhere({ say, request }) {
  const said = h("div", { class: "prose", "aria-live": "polite" });
  const status = h("p", { class: "sheet-status", role: "status" });
  const node = h("section", { class: "prose", hidden: true, "aria-label": say("elsewhere_title") },
    h("h3", { class: "correct-title", tabindex: "-1" }, say("elsewhere_title")), said, status);
  let shown = null;
  return { node, update(links) {
    if (links === shown) return;
    shown = links;
    node.hidden = !links.channels?.length;
    const words = WORDS[links.status] ?? "data_failed";
    setText(status, words && say(words));
    setAttribute(status, "data-kind", links.status);
    if (node.hidden || links.status === "loading") return;
    const hadFocus = said.contains(said.getRootNode().activeElement);
    said.replaceChildren(...parts(links, say, request));
    if (hadFocus) said.querySelector("button")?.focus();
  } };
}

function parts({ channels, links, code }, say, request) {
  const linked = links?.length
    ? [h("p", {}, say("elsewhere_linked", { channels: named(links.map(({ channel }) => channel)) })),
      key(say("elsewhere_leave"), "button quiet", () => request({ ...LINKS, method: "DELETE" }))]
    : [];
  const asked = code
    ? [h("p", {}, say("elsewhere_send")), h("ul", { class: "tastes" }, ...channels.map((channel) => line(channel, code))),
      h("p", { class: "quiet-words" }, say("elsewhere_warning"))]
    : [h("p", { class: "quiet-words" }, say("elsewhere_hint", { channels: named(channels) }))];
  return [...linked, ...asked, key(say(code ? "elsewhere_again" : "elsewhere_code"), "button", () => request({ ...LINKS, path: `${LINKS.path}/code`, method: "POST" }))];
}

function line(channel, code) {
  return h("li", { class: "taste-item" }, h("span", {}, `${nameOf(channel)}: `), h("code", {}, `${SAID[channel] ?? "/link"} ${code}`));
}

function named(channels) {
  return [...new Set(channels.map(nameOf))].join(", ");
}

function nameOf(channel) {
  return NAMES[channel] ?? channel;
}

function key(words, look, action) {
  return h("div", { class: "sheet-keys" }, h("button", { type: "button", class: look, on: { click: action } }, words));
}
