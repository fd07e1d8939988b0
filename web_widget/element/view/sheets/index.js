import { h, setAttribute, setText } from "../node.js";
import { icon } from "../icons.js";
import { dataSheet } from "./data.js";
import { menuSheet } from "./menu.js";
import { moodSheet } from "./mood.js";
import { tasteSheet } from "./taste.js";
import { aboutSheet, forgetSheet } from "./words.js";

const SHEETS = { menu: menuSheet, mood: moodSheet, taste: tasteSheet, data: dataSheet, forget: forgetSheet, about: aboutSheet };
/** Where the back button leads. */
const PARENT = { taste: "menu", data: "menu", forget: "menu", about: "menu" };

/** One sheet at a time lies over the conversation; Escape and the back button fold it away. */
export function sheets(tools) {
  const { say, request } = tools;
  const heading = h("h2", { class: "sheet-title", id: "sheet-title", tabindex: "-1" });
  const body = h("div", { class: "sheet-body" });
  let shown = null;
  let current = null;
  const back = h("button", { type: "button", class: "tool", "aria-label": say("close_sheet"),
    on: { click: () => request({ type: "show_sheet", sheet: PARENT[shown] ?? null }) } }, icon("back"));
  const node = h("section", { class: "sheet", part: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title", hidden: true },
    h("div", { class: "sheet-head" }, back, heading), body);
  return {
    node,
    update(state) {
      if (state.sheet !== shown) {
        shown = state.sheet;
        node.hidden = !shown;
        setAttribute(node, "data-sheet", shown);
        current = shown ? SHEETS[shown](tools) : null;
        body.replaceChildren(...(current ? [current.node] : []));
        setText(heading, current?.title ?? "");
        if (shown) heading.focus();
      }
      current?.update(state);
    },
  };
}
