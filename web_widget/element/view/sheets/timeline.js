import { UNSURE_BELOW } from "../../emotions.js";
import { linePath, placeOf } from "../../timeline.js";
import { h, s, setAttribute, setText } from "../node.js";

let drawn = 0;

/** The course of the mood as a picture to walk through point by point, and the same as a table. */
export function timeline({ say, locale, choose }) {
  const picture = walk({ say, locale, choose });
  const rows = h("tbody");
  const heads = ["when", "mood", "tone", "energy", "change"].map((name) => h("th", { scope: "col" }, say(`table_${name}`)));
  const table = h("details", { class: "as-table" }, h("summary", {}, say("as_table")),
    h("div", { class: "table-frame", tabindex: "0", role: "group", "aria-label": say("course") },
      h("table", {}, h("caption", { class: "unseen" }, say("course")), h("thead", {}, h("tr", {}, ...heads)), rows)));
  let shown = null;
  return { picture: picture.node, table, update(points, chosen) {
    picture.update(points, chosen);
    picture.node.hidden = table.hidden = points.length === 0;
    if (points === shown) return;
    shown = points;
    rows.replaceChildren(...points.map((point) => tableRow(point, { say, locale, choose })));
  } };
}

function tableRow(point, { say, locale, choose }) {
  const side = (key, value) => `${say(`${key}_${value < 0 ? "low" : "high"}`)} ${say("percent", { n: Math.round(Math.abs(value) * 100) })}`;
  const right = h("button", { type: "button", class: "plain", "aria-label": say("put_right", { when: timeOf(point, locale) }),
    on: { click: () => choose(point.turn) } }, moodOf(point, say));
  return h("tr", {}, h("th", { scope: "row" }, timeOf(point, locale)), h("td", {}, right), h("td", {}, side("mood_valence", point.valence)),
    h("td", {}, side("mood_arousal", point.arousal)), h("td", {}, markOf(point, say)));
}

/** A strip as long as the conversation; the arrow keys walk, one stop for Tab. */
function walk({ say, locale, choose }) {
  const colours = `ut-course-${(drawn += 1)}`;
  const gradient = s("linearGradient", { id: colours, x1: 0, x2: 100, gradientUnits: "userSpaceOnUse" });
  const area = s("path", { class: "course-area", fill: `url(#${colours})` });
  const line = s("path", { class: "course-line", stroke: `url(#${colours})` });
  const beads = h("div", { class: "beads", role: "group", "aria-label": say("course_walk") });
  const strip = h("div", { class: "strip" }, s("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" },
    s("defs", {}, gradient), area, s("path", { class: "course-middle", d: "M0 50h100" }), line), beads);
  const told = h("p", { class: "course-told", "aria-hidden": "true" });
  const ends = h("div", { class: "course-ends", "aria-hidden": "true" }, h("span", {}, say("mood_valence_high")), h("span", {}, say("mood_valence_low")));
  const frame = h("div", { class: "course-frame" }, strip);
  const node = h("figure", { class: "course" }, h("div", { class: "course-body" }, ends, frame), told);
  let shown = null;
  beads.addEventListener("keydown", (event) => {
    const all = [...beads.children];
    const at = all.indexOf(event.target);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
    choose(shown[to].turn, true);
  });
  return { node, update(points, chosen) {
    if (points !== shown) {
      const follows = points.length !== shown?.length;
      shown = points;
      draw({ strip, gradient, area, line, beads }, points, (turn) => choose(turn, true), { say, locale });
      if (follows) requestAnimationFrame(() => { frame.scrollLeft = frame.scrollWidth; });
    }
    [...beads.children].forEach((bead, index) => {
      const isChosen = points[index].turn === chosen;
      setAttribute(bead, "aria-pressed", String(isChosen));
      setAttribute(bead, "tabindex", isChosen ? "0" : "-1");
      if (isChosen) setText(told, sentenceOf(points[index], { say, locale }));
    });
  } };
}

function draw({ strip, gradient, area, line, beads }, points, choose, { say, locale }) {
  const n = points.length;
  const places = points.map((point, index) => placeOf(point, index, n));
  const path = linePath(points);
  strip.style.setProperty("--n", String(n));
  gradient.replaceChildren(...points.map(({ label }, index) => s("stop", { class: "stop", "data-mood": label, offset: `${places[index].x}%` })));
  line.setAttribute("d", path);
  area.setAttribute("d", path && `${path}V50H${places[0].x}Z`);
  const focused = [...beads.children].indexOf(beads.getRootNode().activeElement);
  beads.replaceChildren(...points.map((point, index) => {
    const bead = h("button", { type: "button", class: "bead", "data-mood": point.label, "data-shift": point.shift,
      "data-corrected": point.corrected, "aria-label": sentenceOf(point, { say, locale }), on: { click: () => choose(point.turn) } });
    bead.style.setProperty("--x", `${places[index].x}%`);
    bead.style.setProperty("--y", `${places[index].y}%`);
    return bead;
  }));
  beads.children[focused]?.focus();
}

function sentenceOf(point, { say, locale }) {
  return [timeOf(point, locale), moodOf(point, say), markOf(point, say)].filter(Boolean).join(" · ");
}

function moodOf({ label, confidence, corrected }, say) {
  return confidence < UNSURE_BELOW && !corrected ? say("unsure") : say(`feelings.${label}`);
}

function markOf({ shift, corrected }, say) {
  return [shift && say("mark_shift"), corrected && say("mark_corrected")].filter(Boolean).join(", ");
}

/** The hour; for another day than today the day too. */
function timeOf({ at }, locale) {
  const when = new Date(at);
  const day = when.toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, { ...day, hour: "2-digit", minute: "2-digit" }).format(when);
}
