import { base } from "./base.js";
import { buttons } from "./buttons.js";
import { cards } from "./cards.js";
import { frame } from "./frame.js";
import { mood } from "./mood.js";
import { palettes } from "./palettes.js";
import { talk } from "./talk.js";

const made = new Map();

/**
 * @param {string[]} [ofParts] styles of parts that have been fetched
 * @returns {CSSStyleSheet[]} each built once, shared by every element on the page
 */
export function styleSheets(ofParts = []) {
  return [palettes, base, frame, mood, talk, buttons, cards, ...ofParts].map((css) => {
    if (!made.has(css)) made.set(css, new CSSStyleSheet());
    const sheet = made.get(css);
    if (sheet.cssRules.length === 0) sheet.replaceSync(css);
    return sheet;
  });
}
