import { changeSentence, feelingOf, marksOf, mixedSentence, percent, sensesOf, sureness } from "../../course-words.js";
import { h } from "../node.js";
import { sideOf } from "./scale.js";

/** So many rows are there at first, and come with each press. */
const ROWS = 50;

const HEADS = ["when", "mood", "sure", "place", "weights", "change"];

/** The course as a table: a row for each turn, and all that the picture tells of it. */
export function courseTable({ say, clock, choose }) {
  const rows = h("tbody", { role: "rowgroup" });
  const heads = HEADS.map((name) => h("th", { scope: "col", role: "columnheader" }, say(`table_${name}`)));
  // Roles are named because rows are laid out as blocks, which takes the table away from some screen readers.
  const table = h("table", { role: "table" }, h("caption", { class: "unseen" }, say("course")),
    h("thead", { class: "unseen", role: "rowgroup" }, h("tr", { role: "row" }, ...heads)), rows);
  const earlier = h("button", { type: "button", class: "button quiet", on: { click: () => grow() } });
  const node = h("div", { class: "as-table" }, earlier, table);
  let shown = null;
  let nRows = ROWS;
  const draw = () => {
    const from = Math.max(0, shown.length - nRows);
    earlier.hidden = from === 0;
    earlier.textContent = say("table_earlier", { n: Math.min(from, ROWS) });
    rows.replaceChildren(...shown.slice(from).map((point, index) => tableRow(point, shown[from + index - 1], { say, clock, choose })));
  };
  const grow = () => {
    const nBefore = rows.children.length;
    nRows += ROWS;
    draw();
    rows.children[rows.children.length - nBefore - 1]?.querySelector("button").focus();
  };
  return { node, update(points) {
    if (points === shown) return;
    shown = points;
    draw();
  } };
}

function tableRow(point, before, { say, clock, choose }) {
  const when = clock(point.at);
  const feeling = feelingOf(point, say);
  const right = h("button", { type: "button", class: "plain", "aria-label": say("put_right", { when, feeling }), on: { click: () => choose(point.turn) } }, feeling);
  const cell = (name, ...given) => h("td", { class: `cell-${name}`, role: "cell" }, ...given);
  const change = [changeSentence(point, before, say), mixedSentence(point, say), marksOf({ ...point, mixed: false }, say).join(" · ")].filter(Boolean);
  return h("tr", { role: "row", "data-mood": point.label }, h("th", { scope: "row", role: "rowheader" }, when), cell("mood", right),
    cell("sure", point.corrected ? "" : say("sure_by", { sure: sureness(point.confidence, say), percent: percent(point.confidence, say) })),
    cell("place", `${sideOf(say, "mood_valence", point.valence)} · ${sideOf(say, "mood_arousal", point.arousal)}`),
    cell("weights", weighed(point, say)), cell("change", ...change.map((words) => h("p", {}, words))));
}

function weighed(point, say) {
  return sensesOf(point).map(({ sense, share }) => [say(`sense_short.${sense}`), share === null ? "" : percent(share, say)].filter(Boolean).join(" ")).join(", ");
}
