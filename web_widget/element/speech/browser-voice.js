import { wakeBrowserVoice } from "../voice/possible.js";
import { sentencesOf } from "./sentences.js";

/** A browser without any voice accepts a sentence and never begins it. */
const BEGIN_WITHIN_MS = 4_000;
/** How fast a voice speaks at rate 1, where it does not tell the words that it reaches: characters a second. */
const CHARS_PER_S = 14;
const PLAIN = { rate: 1, pitch: 1, pause_ms: 200 };

/** Says texts by the browser's speech synthesis, sentence by sentence. */
export class BrowserVoice {
  /**
   * @param {import("../socket.js").Timers} timers
   * @param {() => number} now milliseconds
   * @param {() => string} language BCP 47, of what is said
   */
  constructor(timers, now, language) {
    this.timers = timers;
    this.now = now;
    this.language = language;
  }

  /** Some browsers speak only after they once did so in answer to a press. */
  wake() {
    if (!this.isAwake) wakeBrowserVoice();
    this.isAwake = true;
  }

  /**
   * @param {import("./speaker.js").Said} message
   * @param {number} from the character to begin at
   * @param {import("./speaker.js").VoiceHooks} hooks
   * @returns {() => void} silences it at once
   */
  utter(message, from, hooks) {
    const reading = { pieces: sentencesOf(message.text, from), isOn: true, timer: null };
    const delivery = { ...PLAIN, ...message.delivery };
    reading.timer = this.timers.set(() => this.#next(reading, delivery, hooks), from === 0 ? delivery.pause_ms : 0);
    return () => {
      if (reading.isOn && reading.guess) hooks.reached(reading.guess());
      reading.isOn = false;
      this.timers.clear(reading.timer);
      speechSynthesis.cancel();
    };
  }

  #next(reading, delivery, hooks) {
    if (!reading.isOn) return;
    const piece = reading.pieces.shift();
    if (!piece) return hooks.ended();
    const utterance = this.#utteranceFor(piece, delivery);
    // Held by `reading`: a browser forgets the events of an utterance that nobody keeps.
    reading.utterance = utterance;
    reading.timer = this.timers.set(() => this.#fail(reading, hooks, "no-voice"), BEGIN_WITHIN_MS);
    utterance.onstart = () => {
      this.timers.clear(reading.timer);
      if (!reading.isOn) return;
      const began = this.now();
      reading.guess = () => Math.min(piece.to, piece.from + Math.round(((this.now() - began) / 1000) * CHARS_PER_S * delivery.rate));
      hooks.reached(piece.from);
    };
    utterance.onboundary = ({ charIndex }) => {
      reading.guess = null;
      if (reading.isOn) hooks.reached(Math.min(piece.to, piece.from + charIndex));
    };
    utterance.onerror = ({ error }) => this.#fail(reading, hooks, error);
    utterance.onend = () => {
      this.timers.clear(reading.timer);
      reading.guess = null;
      if (!reading.isOn) return;
      hooks.reached(piece.to);
      reading.timer = this.timers.set(() => this.#next(reading, delivery, hooks), reading.pieces.length ? delivery.pause_ms / 2 : 0);
    };
    speechSynthesis.speak(utterance);
  }

  #utteranceFor({ said }, { rate, pitch }) {
    const utterance = new SpeechSynthesisUtterance(said);
    return Object.assign(utterance, { lang: this.language(), rate, pitch });
  }

  #fail(reading, hooks, reason) {
    if (!reading.isOn) return;
    reading.isOn = false;
    this.timers.clear(reading.timer);
    speechSynthesis.cancel();
    hooks.failed(reason);
  }
}
