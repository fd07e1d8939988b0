/**
 * The browser's own speech recognition, where it has one. Chrome, Edge and Safari send the sound to their makers
 * for it, which is why it is the visitor's choice and named as what it is.
 */
import { recognition } from "../voice/possible.js";

const AGAIN_AFTER_MS = 300;
/** These end it; anything else, such as silence, is a reason to listen again. */
const FATAL = new Set(["not-allowed", "service-not-allowed", "audio-capture", "language-not-supported", "network"]);

/**
 * @typedef {object} RecognitionHooks
 * @property {() => void} speech somebody speaks
 * @property {() => void} silence nobody speaks any more
 * @property {(text: string, isFinal: boolean, confidence: number) => void} words of the utterance under way, all of them each time
 * @property {(reason: string) => void} failed it will not go on
 */

/** Listens until `close`; browsers end a session after each silence, so it begins again by itself. */
export class BrowserRecognition {
  #isOpen = true;
  #isRunning = false;
  /** @type {any} a timer, between two sessions */
  #again = null;

  /**
   * @param {string} language BCP 47
   * @param {RecognitionHooks} hooks
   */
  constructor(language, hooks) {
    this.hooks = hooks;
    this.session = new (recognition())();
    Object.assign(this.session, { lang: language, continuous: true, interimResults: true, maxAlternatives: 1 });
    this.session.onspeechstart = () => this.#isOpen && hooks.speech();
    this.session.onspeechend = () => this.#isOpen && hooks.silence();
    this.session.onresult = (event) => this.#heard(event);
    this.session.onerror = ({ error }) => { if (FATAL.has(error)) this.#fail(error); };
    this.session.onend = () => {
      this.#isRunning = false;
      this.#again = setTimeout(() => this.#start(), AGAIN_AFTER_MS);
    };
    this.#start();
  }

  /** Let the words under way come to their end, then be still. */
  finish() {
    if (!this.#isRunning) return this.close();
    this.session.onend = () => this.close();
    this.session.stop();
  }

  /** Be still at once. */
  close() {
    this.#isOpen = false;
    clearTimeout(this.#again);
    this.session.onend = null;
    this.session.abort();
  }

  #start() {
    if (!this.#isOpen) return;
    try {
      this.session.start();
      this.#isRunning = true;
    } catch (error) {
      this.#fail(error.name);
    }
  }

  #heard({ resultIndex, results }) {
    if (!this.#isOpen) return;
    const fresh = [...results].slice(resultIndex);
    const interim = fresh.filter(({ isFinal }) => !isFinal).map(([best]) => best.transcript).join(" ").trim();
    for (const [best] of fresh.filter(({ isFinal }) => isFinal)) this.hooks.words(best.transcript.trim(), true, best.confidence || 1);
    if (interim) this.hooks.words(interim, false, 0);
  }

  #fail(reason) {
    if (!this.#isOpen) return;
    this.close();
    this.hooks.failed(reason);
  }
}
