import { s } from "./node.js";

/** Drawn on a 24 × 24 grid with round strokes. */
const PATHS = {
  send: ["M5 12h13", "M12.5 6 18.5 12l-6 6"],
  close: ["M6.5 6.5l11 11", "M17.5 6.5l-11 11"],
  fold: ["M6 12h12"],
  down: ["M6 9.5l6 6 6-6"],
  back: ["M14.5 6l-6 6 6 6"],
  menu: ["M5 8.5h14", "M5 15.5h9"],
  like: ["M12 19.5s-7-4.3-7-9.4A4.1 4.1 0 0 1 12 7.2a4.1 4.1 0 0 1 7 2.9c0 5.1-7 9.4-7 9.4Z"],
  dislike: ["M5.5 5.5l13 13", "M7.6 7.8C5.8 8.5 5 9.6 5 11c0 4.3 7 8.5 7 8.5s2.4-1.4 4.4-3.5", "M12 7.2a4.1 4.1 0 0 1 7 2.9c0 1-.3 2-.7 2.9"],
  another: ["M5 8.5h11.5l-3-3", "M19 15.5H7.5l3 3"],
  why: ["M12 4.5c.6 4 2.5 6.4 6.5 7.5-4 1.1-5.9 3.5-6.5 7.5-.6-4-2.5-6.4-6.5-7.5 4-1.1 5.9-3.5 6.5-7.5Z"],
  play: ["M8.5 5.8v12.4l9.7-6.2Z"],
  pause: ["M9 6.5v11", "M15 6.5v11"],
  taste: ["M9.5 17.5V6.5l8-1.8v10.6", "M7.2 19.7a2.3 2.2 0 1 0 0-4.4a2.3 2.2 0 0 0 0 4.4Z", "M15.2 17.5a2.3 2.2 0 1 0 0-4.4a2.3 2.2 0 0 0 0 4.4Z"],
  out: ["M8 16l8.5-8.5", "M9.5 7.5h7v7"],
  rising: ["M6 18L17.5 6.5", "M9 6h9v9"],
  falling: ["M6 6l11.5 11.5", "M9 18h9V9"],
  steady: ["M4.5 12h14", "M13 6l6 6-6 6"],
  clock: ["M12 7.5V12l3 2", "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16Z"],
  phone: ["M7 4.5h2.6l1.3 3.8-1.9 1.4a11 11 0 0 0 5.3 5.3l1.4-1.9 3.8 1.3V17a2.5 2.5 0 0 1-2.7 2.5A14.5 14.5 0 0 1 4.5 7.2 2.5 2.5 0 0 1 7 4.5Z"],
  ear: ["M8 9.5a4 4 0 0 1 8 0c0 3-3.4 3.6-3.4 6.6a2.4 2.4 0 0 1-4.6.9", "M10.6 10a1.5 1.5 0 0 1 2.9 0"],
  device: ["M8.5 4.5h7a1.5 1.5 0 0 1 1.5 1.5v12a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 18V6a1.5 1.5 0 0 1 1.5-1.5Z", "M11 16.8h2"],
  data: ["M7 4.5h7l4 4V18a1.5 1.5 0 0 1-1.5 1.5h-9.5A1.5 1.5 0 0 1 5.5 18V6A1.5 1.5 0 0 1 7 4.5Z", "M9 12h6", "M9 15.5h4"],
  forget: ["M5.5 7.5h13", "M9.5 7.5V5h5v2.5", "M7.5 7.5l.8 11a1 1 0 0 0 1 1h5.4a1 1 0 0 0 1-1l.8-11"],
  about: ["M12 11v5.5", "M12 7.6v.1", "M12 4a8 8 0 1 1 0 16a8 8 0 0 1 0-16Z"],
};

/**
 * @param {keyof typeof PATHS} name
 * @returns {SVGElement} hidden from screen readers: the button around it carries the words
 */
export function icon(name) {
  const strokes = PATHS[name].map((d) => s("path", { d }));
  return s("svg", { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, ...strokes);
}
