import { h, setAttribute, setText } from "../node.js";
import { icon } from "../icons.js";

/** Where the back button leads. */
const PARENT = { taste: "menu", data: "menu", forget: "menu", about: "menu" };

/** One sheet at a time lies over the conversation; Escape and the back button fold it away. */
export function sheets(tools) {
  const { say, request, part } = tools;
  const heading = h("h2", { class: "sheet-title", id: "sheet-title", tabindex: "-1" });
  const body = h("div", { class: "sheet-body" });
  let shown = null;
  let current = null;
  const back = h("button", { type: "button", class: "tool", "aria-label": say("close_sheet"),
    on: { click: () => request({ type: "show_sheet", sheet: PARENT[shown] ?? null }) } }, icon("back"));
  const node = h("section", { class: "sheet", part: "sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": "sheet-title", hidden: true },
    h("div", { class: "sheet-head" }, back, heading), body);
  const draw = () => {
    const made = shown && part("sheets")?.SHEETS[shown](tools);
    current = made || (shown ? waiting(tools) : null);
    body.replaceChildren(...(current ? [current.node] : []));
  };
  return {
    node,
    update(state) {
      const isNew = state.sheet !== shown;
      const isLate = Boolean(current?.isWaiting && part("sheets"));
      const hadFocus = isLate && node.contains(node.getRootNode().activeElement);
      if (isNew || isLate) {
        shown = state.sheet;
        node.hidden = !shown;
        setAttribute(node, "data-sheet", shown);
        draw();
      }
      current?.update(state);
      setText(heading, current?.title ?? "");
      setAttribute(node, "data-waiting", Boolean(current?.isWaiting));
      if (current && (isNew || hadFocus)) (current.isWaiting ? back : heading).focus();
    },
  };
}

/** In the place of a sheet that is on its way, or that could not be fetched. */
function waiting({ say, request }) {
  const words = h("p", {});
  const again = h("button", { type: "button", class: "button", hidden: true,
    on: { click: () => request({ type: "fetch_part", part: "sheets" }) } }, say("try_again"));
  const wait = { node: h("div", { class: "sheet-wait", role: "status" }, words, again), isWaiting: true, title: "", update({ parts }) {
    const isMissing = parts.sheets === "failed";
    wait.title = say(isMissing ? "part_missing" : "part_loading");
    setText(words, isMissing ? say("part_sheets") : "");
    again.hidden &&= !isMissing;
  } };
  return wait;
}
