import { h, setAttribute } from "./node.js";

const LINE_ACTIONS = { waiting: "try_now", elsewhere: "continue_here", refused: "try_now" };

/** Says kindly what the line does, and only when the visitor should know. */
export function statusLine(tools) {
  return sentence(tools, shownStatus, wordsOfStatus);
}

function shownStatus({ line, problem, entries }) {
  if (LINE_ACTIONS[line]) return `line:${line}`;
  if (problem) return `problem:${problem.code}`;
  return line === "connecting" && entries.length === 0 ? "line:connecting" : "";
}

function wordsOfStatus(kind, name, say) {
  const words = kind === "line" || say.has(`problem_${name}`) ? say(`${kind}_${name}`) : say("problem_other");
  const action = kind === "line" ? LINE_ACTIONS[name] : "dismiss";
  return { words, action, wanted: kind === "line" ? { type: "hurry" } : { type: "dismiss_problem" } };
}

/** What the composer needs and is still on its way, which is only told, not shown; or could not be fetched, with a way to try again. */
export function partLine(tools) {
  return sentence(tools, ({ parts: { sheets: _theirs, song: _addition, ...parts } }) => {
    const [[name, status] = []] = Object.entries(parts);
    return name ? `${status}:${name}` : "";
  }, (status, part, say) => (status === "loading" ? { words: say("part_loading") }
    : { words: say(`part_${part}`), action: "try_again", wanted: { type: "fetch_part", part } }));
}

/** @param {(state: any) => string} shownOf `kind:name` of what is to be said, or nothing */
function sentence({ say, request }, shownOf, wordsOf) {
  const node = h("div", { class: "status", part: "status", role: "status" });
  let drawn = "";
  return {
    node,
    update(state) {
      const shown = shownOf(state);
      if (shown === drawn) return;
      drawn = shown;
      const [kind, name] = shown.split(":");
      setAttribute(node, "data-kind", kind || null);
      node.replaceChildren(...(kind ? parts(wordsOf(kind, name, say), say, request) : []));
    },
  };
}

function parts({ words, action, wanted }, say, request) {
  const button = action && h("button", { type: "button", class: "plain", on: { click: () => request(wanted) } }, say(action));
  return [h("span", {}, words), button].filter(Boolean);
}
