import { h, setAttribute } from "./node.js";

const LINE_ACTIONS = { waiting: "try_now", elsewhere: "continue_here", refused: "try_now" };

/** Says kindly what the line does, and only when the visitor should know. */
export function statusLine({ say, request }) {
  const node = h("div", { class: "status", part: "status", role: "status" });
  let drawn = "";
  return {
    node,
    update(state) {
      const shown = shownStatus(state);
      if (shown === drawn) return;
      drawn = shown;
      setAttribute(node, "data-kind", shown.split(":")[0] || null);
      node.replaceChildren(...parts(shown, say, request));
    },
  };
}

function shownStatus({ line, problem, entries }) {
  if (LINE_ACTIONS[line]) return `line:${line}`;
  if (problem) return `problem:${problem.code}`;
  return line === "connecting" && entries.length === 0 ? "line:connecting" : "";
}

function parts(shown, say, request) {
  const [kind, name] = shown.split(":");
  if (!kind) return [];
  const words = kind === "line" || say.has(`problem_${name}`) ? say(`${kind}_${name}`) : say("problem_other");
  const action = kind === "line" ? LINE_ACTIONS[name] : "dismiss";
  const wanted = kind === "line" ? { type: "hurry" } : { type: "dismiss_problem" };
  const button = action && h("button", { type: "button", class: "plain", on: { click: () => request(wanted) } }, say(action));
  return [h("span", {}, words), button].filter(Boolean);
}
