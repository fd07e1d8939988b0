/** What this browser can do by itself, known before the part that hears and speaks is fetched. */

/** @returns {any} the browser's class for recognising speech, if it has one */
export const recognition = () => globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

/** @returns {boolean} whether this browser can turn speech into words */
export function browserRecognises() {
  return typeof recognition() === "function";
}

/** @returns {boolean} whether this browser can say anything at all */
export function browserSpeaks() {
  return typeof globalThis.speechSynthesis?.speak === "function" && typeof globalThis.SpeechSynthesisUtterance === "function";
}

/** Some browsers speak only after they once did so in answer to a press, and forget the press while a part is on its way. */
export function wakeBrowserVoice() {
  speechSynthesis.speak(new SpeechSynthesisUtterance(""));
}
