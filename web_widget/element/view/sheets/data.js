import { h } from "../node.js";
import { elsewhere } from "./elsewhere.js";

/** Everything kept about the visitor: counted, readable, and to take away. */
export function dataSheet({ say, request }) {
  const kept = h("div", { class: "prose data", "aria-live": "polite" });
  const chats = elsewhere({ say, request });
  const node = h("div", {}, kept, chats.node);
  let drawn = null;
  return { title: say("data_title"), node, update({ data, links }) {
    chats.update(links);
    if (data === drawn) return;
    drawn = data;
    kept.replaceChildren(...PARTS[data.status](say, request, data.document));
  } };
}

const PARTS = {
  none: (say) => [h("p", {}, say("data_nothing"))],
  loading: (say) => [h("p", {}, say("data_loading"))],
  failed: (say, request) => [h("p", {}, say("data_failed")), h("button", { type: "button", class: "button",
    on: { click: () => request({ type: "show_data" }) } }, say("try_again"))],
  ready: (say, _request, document) => [h("p", {}, say("data_intro")), counts(say, document),
    h("div", { class: "sheet-keys" }, download(say, document)),
    h("details", { class: "whole" }, h("summary", {}, say("data_whole")), h("pre", { tabindex: "0" }, JSON.stringify(document, null, 2)))],
};

/** One line for each kind of thing that is kept; single facts, such as the date, stand in the whole file. */
function counts(say, document) {
  const groups = Object.entries(document ?? {}).filter(([, value]) => value && typeof value === "object");
  return h("dl", { class: "counts" }, ...groups.map(([name, value]) => h("div", { class: "count-row" },
    h("dt", {}, groupName(say, name)), h("dd", {}, amount(say, Object.keys(value).length)))));
}

function groupName(say, name) {
  return say.has(`data_names.${name}`) ? say(`data_names.${name}`) : name.replaceAll("_", " ");
}

function amount(say, n) {
  return n === 1 ? say("data_count_one") : say("data_count", { n });
}

function download(say, document) {
  const save = () => {
    const file = URL.createObjectURL(new Blob([JSON.stringify(document, null, 2)], { type: "application/json" }));
    h("a", { href: file, download: "undertone-my-data.json" }).click();
    setTimeout(() => URL.revokeObjectURL(file), 10_000);
  };
  return h("button", { type: "button", class: "button", on: { click: save } }, say("data_download"));
}
