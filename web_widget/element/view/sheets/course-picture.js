import { apartOf, feelingOf, marksOf, restWords } from "../../course-words.js";
import { condensed, layOut, pathsOf } from "../../course.js";
import { UNSURE_BELOW } from "../../emotions.js";
import { linePath } from "../../timeline.js";
import { h, s, setAttribute } from "../node.js";

/** The whole of a long course is drawn in so many points at most. */
const WHOLE = 120;

/** How far the page keys walk. */
const PAGE = 10;

let drawn = 0;

/** A strip as long as the conversation, one stop for Tab, walked by the arrow keys; over a long one lies all of it, small, to go through at once. */
export function coursePicture(tools) {
  const { say, choose } = tools;
  const strip = stripOf(tools);
  const whole = wholeOf(tools);
  const ends = h("div", { class: "course-ends", "aria-hidden": "true" }, h("span", {}, say("mood_valence_high")), h("span", {}, say("mood_valence_low")));
  const frame = h("div", { class: "course-frame", on: { scroll: () => whole.look(frame) } }, strip.node);
  const node = h("div", { class: "course-picture" }, whole.node, h("div", { class: "course-body" }, ends, frame),
    h("p", { class: "course-legend", "aria-hidden": "true" }, say("course_legend")));
  new ResizeObserver(() => {
    whole.node.hidden = frame.scrollWidth <= frame.clientWidth + 1;
    whole.look(frame);
  }).observe(strip.node);
  let shown = null;
  const walkTo = (index) => {
    strip.beads.children[index].focus({ preventScroll: true });
    choose(shown[index].turn, true);
  };
  strip.beads.addEventListener("keydown", (event) => {
    const at = [...strip.beads.children].indexOf(event.target);
    const end = shown.length - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, PageUp: Math.max(0, at - PAGE), PageDown: Math.min(end, at + PAGE), Home: 0, End: end }[event.key];
    if (to === undefined || !shown[to]) return;
    event.preventDefault();
    walkTo(to);
  });
  return { node, update(points, chosen) {
    if (points !== shown) {
      shown = points;
      strip.draw(points);
      whole.draw(points);
    }
    const at = points.findIndex(({ turn }) => turn === chosen);
    strip.choose(at);
    whole.choose(points, at);
    requestAnimationFrame(() => bringIn(frame, strip.beads.children[at]));
  } };
}

/** Only sideways: the sheet stays where it is. */
function bringIn(frame, bead) {
  if (!bead) return;
  const [box, room] = [bead.getBoundingClientRect(), frame.getBoundingClientRect()];
  if (box.left >= room.left && box.right <= room.right) return;
  frame.scrollLeft += (box.left + box.right - room.left - room.right) / 2;
}

function stripOf(tools) {
  const { choose } = tools;
  const line = colouredLine();
  const area = s("path", { class: "course-area", fill: line.paint });
  const resting = s("path", { class: "course-rest" });
  const beads = h("div", { class: "beads", role: "group", "aria-label": tools.say("course_walk") });
  const rests = h("div", { "aria-hidden": "true" });
  const node = h("div", { class: "strip" }, box(line.gradient, area, s("path", { class: "course-middle", d: "M0 50h100" }), resting, line.node), rests, beads);
  return { node, beads, draw(points) {
    const laid = layOut(points);
    const paths = pathsOf(laid);
    node.style.setProperty("--width", laid.width.toFixed(1));
    line.draw(paths.line, points, laid.places);
    area.setAttribute("d", paths.area);
    resting.setAttribute("d", paths.rest);
    rests.replaceChildren(...laid.rests.map((rest) => placed(h("span", { class: "rest" }, restWords(rest.ms, tools.say, tools.locale)), rest)));
    const before = new Map(laid.rests.map(({ index, ms }) => [index, ms]));
    const focused = [...beads.children].indexOf(beads.getRootNode().activeElement);
    beads.replaceChildren(...points.map((point, index) => placed(bead(point, before.get(index), tools, () => choose(point.turn, true)), laid.places[index])));
    beads.children[focused]?.focus({ preventScroll: true });
  }, choose(chosen) {
    [...beads.children].forEach((one, index) => {
      setAttribute(one, "aria-pressed", String(index === chosen));
      setAttribute(one, "tabindex", index === chosen ? "0" : "-1");
    });
  } };
}

function bead(point, restMs, { say, locale, clock }, click) {
  const { label, shift, corrected, confidence, arousal } = point;
  const words = [restMs && restWords(restMs, say, locale), clock(point.at), feelingOf(point, say), ...marksOf(point, say)].filter(Boolean);
  const node = h("button", { type: "button", class: "bead", "data-mood": label, "data-shift": shift, "data-corrected": corrected,
    "data-unsure": confidence < UNSURE_BELOW && !corrected, "aria-label": words.join(" · "), on: { click } });
  const pair = apartOf(point);
  if (pair) {
    setAttribute(node, "data-mixed", true);
    pair.forEach((sense, index) => node.style.setProperty(`--half-${index}`, `var(--${point.parts[sense].label})`));
  }
  node.style.setProperty("--energy", ((arousal + 1) / 2).toFixed(2));
  return node;
}

/** All of it in the width of the sheet; under it lies a slider. */
function wholeOf({ say, clock, choose }) {
  const line = colouredLine();
  const seen = h("span", { class: "whole-seen" });
  const slider = h("input", { type: "range", min: 0, step: 1, "aria-label": say("course_whole") });
  const node = h("div", { class: "course-whole", hidden: true }, box(line.gradient, line.node), seen, slider);
  let shown = [];
  slider.addEventListener("input", () => choose(shown[Number(slider.value)].turn, true));
  return { node, draw(points) {
    shown = points;
    const few = condensed(points, WHOLE);
    line.draw(linePath(few), few, few.map((_, index) => ({ x: ((index + 0.5) / few.length) * 100 })));
    setAttribute(slider, "max", points.length - 1);
  }, choose(points, index) {
    slider.value = String(index);
    if (points[index]) setAttribute(slider, "aria-valuetext", `${clock(points[index].at)} · ${feelingOf(points[index], say)}`);
  }, look({ scrollLeft, scrollWidth, clientWidth }) {
    seen.style.setProperty("--from", `${(scrollLeft / scrollWidth) * 100}%`);
    seen.style.setProperty("--to", `${(clientWidth / scrollWidth) * 100}%`);
  } };
}

function box(gradient, ...paths) {
  return s("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, s("defs", {}, gradient), ...paths);
}

/** A line that takes the colour of each point it passes. */
function colouredLine() {
  const id = `ut-course-${(drawn += 1)}`;
  const gradient = s("linearGradient", { id, x1: 0, x2: 100, gradientUnits: "userSpaceOnUse" });
  const node = s("path", { class: "course-line", stroke: `url(#${id})` });
  return { gradient, node, paint: `url(#${id})`, draw(path, points, places) {
    node.setAttribute("d", path);
    gradient.replaceChildren(...points.map(({ label }, index) => s("stop", { class: "stop", "data-mood": label, offset: `${places[index].x}%` })));
  } };
}

function placed(node, { x, y }) {
  node.style.setProperty("--x", `${x}%`);
  if (y !== undefined) node.style.setProperty("--y", `${y}%`);
  return node;
}
