/** All that hears and speaks, with its views, words and styles: fetched when the visitor first wants it. */
import { BrowserRecognition } from "../capture/browser-recognition.js";
import { openMicrophone } from "../capture/microphone.js";
import words from "../lang/en-voice.js";
import { addWords } from "../lang/index.js";
import { BrowserVoice } from "../speech/browser-voice.js";
import { GatewayVoice } from "../speech/gateway-voice.js";
import { speaksBy } from "./state.js";
import { Voice } from "./voice.js";

export { asking, doubt, hearingRow } from "../view/heard.js";
export { styles } from "../view/styles/voice.js";
export { voiceBar as bar } from "../view/voice-bar.js";

addWords(words);

/** @param {any} given what the conversation has: see `Voice`; `http` and `locale` besides */
export function voiceOf(given) {
  const { store, locale } = given;
  const recogniserFor = (hooks) => new BrowserRecognition(languageOf(store.state, locale), hooks);
  return new Voice({ ...given, openMicrophone, recogniserFor, voiceFor: mouth(given) });
}

/** The visitor's own kind of a language that is understood, else that language. */
function languageOf({ voice: { terms } }, locale) {
  const [first = "en", ...others] = terms?.languages ?? [];
  return [first, ...others].some((tag) => locale.toLowerCase().startsWith(tag.toLowerCase())) ? locale : first;
}

/** Who says a reply: the gateway where its owner chose so, else the browser. */
function mouth({ store, http, timers, now, locale }) {
  const own = new BrowserVoice(timers, now, () => languageOf(store.state, locale));
  const theirs = new GatewayVoice((turn, seq) => http.speech(store.state.token, turn, seq));
  return () => (speaksBy(store.state) === "gateway" ? theirs : own);
}
