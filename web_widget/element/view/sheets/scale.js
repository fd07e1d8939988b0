import { percent } from "../../course-words.js";
import { h, setAttribute } from "../node.js";

/** @returns {string} on which side a value from -1 to 1 lies, and how far: “heavy 60 %” */
export function sideOf(say, key, value) {
  return `${say(`${key}_${value < 0 ? "low" : "high"}`)} ${percent(Math.abs(value), say)}`;
}

/** A line between two words with a bead on it; -1 stands left, 1 right. */
export function scale(say, key) {
  const line = h("span", { class: "scale-line", "aria-hidden": "true" }, h("span", { class: "scale-bead" }));
  const node = h("div", { class: "scale", role: "img" }, h("span", { class: "scale-name", "aria-hidden": "true" }, say(key)),
    h("span", { class: "scale-end", "aria-hidden": "true" }, say(`${key}_low`)), line,
    h("span", { class: "scale-end", "aria-hidden": "true" }, say(`${key}_high`)));
  return { node, draw(value) {
    line.style.setProperty("--at", String((value + 1) / 2));
    setAttribute(node, "aria-label", `${say(key)}: ${sideOf(say, key, value)}`);
  } };
}
