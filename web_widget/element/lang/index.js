import en from "./en.js";

const LANGUAGES = new Map([["en", en]]);
/** English words of parts that were fetched later. */
const LATER = {};

/** Words for a tag such as "de" or "pt-BR" (BCP 47), by the keys of `en.js` and of the `en-….js` beside it; a missing one is said in English. */
export function registerLanguage(tag, words) {
  LANGUAGES.set(tag.toLowerCase(), { ...en, ...words });
}

/** English words that came with a part of the widget; a language that was registered before keeps its own. */
export function addWords(words) {
  Object.assign(LATER, words);
}

/** @returns {{tag: string, say: Say}} the closest registered language and its voice */
export function languageFor(locale) {
  const parts = (locale || "en").toLowerCase().split("-");
  for (let n = parts.length; n > 0; n -= 1) {
    const tag = parts.slice(0, n).join("-");
    if (LANGUAGES.has(tag)) return { tag, say: sayIn(LANGUAGES.get(tag)) };
  }
  return { tag: "en", say: sayIn(en) };
}

/**
 * @typedef {((key: string, values?: object) => string) & {has: (key: string) => boolean, list: (key: string) => string[]}} Say
 * @returns {Say} the words of a key (`feelings.joy` reaches into a group), with `values` for the `{names}` in them
 */
function sayIn(words) {
  const find = (names, from) => names.reduce((group, name) => group?.[name], from);
  const look = (key) => find(key.split("."), words) ?? find(key.split("."), LATER);
  const say = (key, values = {}) => fill(String(look(key) ?? key), values);
  say.has = (key) => look(key) !== undefined;
  say.list = (key) => [...look(key)];
  return say;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
