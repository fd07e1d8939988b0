import { base } from "./base.js";
import { cards } from "./cards.js";
import { frame } from "./frame.js";
import { mood } from "./mood.js";
import { palettes } from "./palettes.js";
import { sheets } from "./sheets.js";
import { talk } from "./talk.js";
import { voice } from "./voice.js";

let shared = null;

/** @returns {CSSStyleSheet[]} built once, shared by every element on the page */
export function styleSheets() {
  shared ??= [palettes, base, frame, mood, talk, voice, cards, sheets].map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  });
  return shared;
}
