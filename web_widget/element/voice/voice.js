/**
 * Hearing and speaking, between the views and the world: opens and closes the microphone, puts its sound on the
 * line, has replies said aloud, and gives way when the visitor speaks. Owns no DOM; all it needs is given.
 */
import { AudioStream } from "../capture/audio-stream.js";
import { isMurmur } from "../speech/sentences.js";
import { Speaker } from "../speech/speaker.js";
import { hearingOf, isAloud, isBrowserUnknown, recognitionOf, speaksBy, spokenOfTurn } from "./state.js";

/** Speech that goes on for longer is no cough and no murmur: a murmur of half a second ends, for the gateway, after one more. */
const MURMUR_MS = 1_500;
/** After the end of speech: how long its words may take before the reply goes on. */
const WORDS_WITHIN_MS = 2_500;
/** Batches that must pass before a slow line counts as quick again: four seconds. */
const QUICK_AFTER = 32;
const RATE_HZ = 16_000;

export class Voice {
  /** @type {any} a Microphone, while it is open */
  #microphone = null;
  /** @type {any} a BrowserRecognition, while the browser listens */
  #recogniser = null;
  /** @type {any} the one that was let go of and still brings its last words */
  #lastRecogniser = null;
  /** @type {AudioStream | null} while the gateway listens */
  #stream = null;
  /** @type {string | null} the id of the `audio.start` under way */
  #startId = null;
  #n_streams = 0;
  /** Tells an opening that was overtaken by a stop from the one that counts. */
  #opening = 0;
  #isHolding = false;
  #n_quick = 0;
  /** @type {any} a timer: until speech over a reply is taken for an interruption, or for nothing */
  #patience = null;
  /** What was confirmed and is not yet known to have arrived, by the id of the message. */
  #confirmed = new Map();

  /**
   * @param {object} given
   * @param {ReturnType<typeof import("../store.js").createStore>} given.store
   * @param {(event: any) => void} given.dispatch
   * @param {import("../socket.js").Line} given.line
   * @param {(message: object, urgent?: boolean) => string} given.queue sends surely, in order; its answer is the id
   * @param {(text: string, given?: object) => void} given.sendText
   * @param {import("../socket.js").Timers} given.timers
   * @param {() => string} given.newId
   * @param {() => number} given.now epoch milliseconds
   * @param {(level: number) => void} given.level hears how loud the microphone is, 0 to 1
   * @param {(hear: "words" | "sound") => void} given.chooseHearing tells the gateway and the state
   * @param {(hooks: import("../capture/microphone.js").MicrophoneHooks) => Promise<any>} given.openMicrophone
   * @param {(hooks: import("../capture/browser-recognition.js").RecognitionHooks) => any} given.recogniserFor
   * @param {() => import("../speech/speaker.js").Voice} given.voiceFor
   * @param {() => boolean} given.isShown whether the conversation is unfolded: nothing is said out of a closed door
   */
  constructor(given) {
    this.given = given;
    this.speaker = new Speaker({
      voice: given.voiceFor,
      onChange: (speaking) => {
        this.#microphone?.quick(speaking !== null && !speaking.held);
        given.dispatch({ type: "speaking_changed", speaking });
      },
      onFailed: () => this.#cannotSpeak(),
    });
  }

  get #state() {
    return this.given.store.state;
  }

  /** Stop hearing and speaking at once: the page is hidden or left, or the conversation is folded away. */
  silence(trouble = null) {
    this.#opening += 1;
    const isListening = this.#microphone || this.#recogniser || this.#state.voice.microphone !== "off";
    if (isListening) this.#stop({ trouble });
    this.#lastRecogniser?.close();
    this.#lastRecogniser = null;
    this.#forgetPatience();
    this.speaker.drop();
  }

  /** What the gateway said; `isNew` unless it was shown before. */
  received(message, isNew) {
    if (message.type === "welcome") return this.#welcomed();
    if (message.type === "error" && message.id === this.#startId && this.#startId) return this.#notHeard();
    if (message.type === "ack") this.#confirmed.delete(message.id);
    if (message.type === "error" && message.retry_after_ms == null && this.#confirmed.has(message.id)) return this.#confirmedTooLate(message.id);
    if (message.type === "forgotten") return this.silence();
    if (!isNew) return;
    if (message.type === "hearing") this.#activity(message.state);
    if (message.type === "transcript") this.#words(message.text, message.final);
    if (message.type === "message") this.#reply(message);
  }

  /** The line went: sound that nobody hears is not kept. */
  lineLost() {
    this.#stream = null;
    this.#startId = null;
  }

  /** The visitor writes or chooses something: whoever reads does not listen any more. */
  visitorWrote() {
    this.#forgetPatience();
    this.speaker.drop();
  }

  // --- what views want ---

  /** @param {{type: string, [detail: string]: any}} request */
  request(request) {
    REQUESTS[request.type](this, request);
  }

  /** @param {"hands_free" | "push_to_talk"} mode */
  talk(mode) {
    this.#isHolding = mode === "push_to_talk";
    if (this.#state.voice.microphone !== "off") return;
    if (!this.#asks()) this.#open(mode);
  }

  /** It was held and let go before this part was here: nobody is listened to without holding. */
  talkTooLate() {
    if (!this.#asks()) this.given.dispatch({ type: "trouble_met", trouble: "released" });
  }

  /** @returns {boolean} whether something has to be asked before anything is opened */
  #asks() {
    const mustAsk = hearingOf(this.#state) === null || isBrowserUnknown(this.#state);
    if (mustAsk) this.given.dispatch({ type: "hearing_asked", now: this.given.now() });
    return mustAsk;
  }

  /** The key or the button of push-to-talk was let go. */
  release() {
    this.#isHolding = false;
    if (this.#state.voice.mode === "push_to_talk") this.#stop({ finish: true });
  }

  stop() {
    this.#stop({ finish: true });
  }

  mute(muted) {
    const { microphone } = this.#state.voice;
    if (microphone !== (muted ? "on" : "muted")) return;
    this.#microphone?.mute(muted);
    if (muted) this.#unlisten();
    this.given.dispatch({ type: "microphone_muted", muted });
    if (!muted) this.#listenAgain();
  }

  /** The answer to “may I also hear how you sound?”, and any later change of mind. */
  chooseHearing(hear, thenTalk = false) {
    const isOn = this.#state.voice.microphone === "on";
    // What was heard under a consent that is gone is not to be made use of: its stream ends before anything else.
    if (isOn) this.#unlisten();
    this.given.chooseHearing(hear);
    if (isOn) this.#listenAgain();
    if (thenTalk) this.#open("hands_free");
  }

  chooseRecognition(recognition) {
    const isOn = this.#state.voice.microphone === "on";
    if (isOn) this.#unlisten();
    this.given.dispatch({ type: "recognition_chosen", recognition });
    if (isOn) this.#listenAgain();
  }

  chooseAloud(aloud) {
    this.given.dispatch({ type: "aloud_chosen", aloud });
    if (!aloud) this.visitorWrote();
  }

  /** What was heard, put right or agreed to; "" drops it. */
  confirm(utterance, text) {
    const id = this.given.queue({ type: "confirm", utterance, text: text.trim() });
    this.#confirmed.set(id, { utterance, text: text.trim() });
    this.given.dispatch({ type: "heard_settled", utterance, text: text.trim(), now: this.given.now() });
  }

  /** The gateway waits two minutes for a confirmation; after that the words come as if they had been written. */
  #confirmedTooLate(id) {
    const { utterance, text } = this.#confirmed.get(id);
    this.#confirmed.delete(id);
    this.given.dispatch({ type: "heard_settled", utterance, text: "", now: this.given.now() });
    this.given.sendText(text, { spoken: true });
  }

  // --- the microphone ---

  async #open(mode) {
    this.#opening += 1;
    const opening = this.#opening;
    this.given.dispatch({ type: "microphone_opening", mode });
    if (speaksBy(this.#state) !== null) this.speaker.wake();
    if (mode === "push_to_talk") this.#interrupt();
    try {
      const microphone = this.#needsSound ? await this.given.openMicrophone(this.#hooks(opening)) : null;
      if (opening !== this.#opening) return microphone?.close();
      this.#microphone = microphone;
      if (this.speaker.isAudible) microphone?.quick(true);
    } catch (error) {
      if (opening === this.#opening) this.given.dispatch({ type: "microphone_closed", trouble: error.reason ?? "failed" });
      return;
    }
    if (mode === "push_to_talk" && !this.#isHolding) return this.#stop({ trouble: "released" });
    this.given.dispatch({ type: "microphone_opened" });
    this.#listen();
  }

  #hooks(opening) {
    const isCurrent = () => opening === this.#opening;
    return {
      samples: (samples) => this.#send(samples),
      level: (level) => { if (isCurrent()) this.given.level(level); },
      lost: () => { if (isCurrent()) this.#stop({ trouble: "device" }); },
    };
  }

  /** Begin a stream on the line, or the browser's recognition, or both. */
  #listen() {
    if (this.#state.voice.microphone !== "on") return;
    const recognition = recognitionOf(this.#state);
    if (recognition === "browser" && !this.#recogniser) this.#recogniser = this.given.recogniserFor(this.#recognised());
    if (!this.#microphone) return;
    const number = this.#n_streams % 256;
    const id = this.given.newId();
    const start = { type: "audio.start", id, stream: number, rate_hz: RATE_HZ, mode: this.#state.voice.mode, recognition };
    if (!this.given.line.send(start)) return;
    this.#startId = id;
    this.#n_streams += 1;
    this.#stream = new AudioStream(this.given.line, number);
  }

  /** Whether the gateway is to get sound: not where the browser finds the words and nothing else is asked for. */
  get #needsSound() {
    return recognitionOf(this.#state) === "server" || hearingOf(this.#state) === "sound";
  }

  /** After a choice of what is heard, or by whom: the microphone is open to us only while we need it. */
  #listenAgain() {
    if (Boolean(this.#microphone) === this.#needsSound) return this.#listen();
    const { mode } = this.#state.voice;
    this.#stop({});
    this.#open(mode);
  }

  #unlisten() {
    this.#recogniser?.close();
    this.#recogniser = null;
    this.#endStream();
  }

  #endStream() {
    if (this.#stream) this.given.line.send({ type: "audio.stop", id: this.given.newId(), stream: this.#stream.number });
    this.#stream = null;
    this.#startId = null;
  }

  #send(samples) {
    if (!this.#stream) return;
    const left = this.#stream.send(samples);
    this.#n_quick = left ? this.#n_quick + 1 : 0;
    if (!left) this.given.dispatch({ type: "line_slow", isSlow: true });
    else if (this.#n_quick === QUICK_AFTER) this.given.dispatch({ type: "line_slow", isSlow: false });
  }

  /** With `finish`, the last words still count; without, the microphone is let go in the middle of them. */
  #stop({ trouble = null, finish = false }) {
    this.#opening += 1;
    const microphone = this.#microphone;
    this.#microphone = null;
    this.given.dispatch({ type: "microphone_closed", trouble });
    this.given.level(0);
    if (finish) {
      this.#recogniser?.finish();
      this.#lastRecogniser = this.#recogniser ?? this.#lastRecogniser;
      this.#recogniser = null;
    }
    if (finish && microphone) {
      microphone.finish().then(() => { if (!this.#microphone) this.#endStream(); });
    } else {
      microphone?.close();
      this.#unlisten();
    }
  }

  #welcomed() {
    this.lineLost();
    if (!this.#microphone) return;
    if (isBrowserUnknown(this.#state)) this.#stop({});
    else this.#listen();
  }

  #notHeard() {
    this.#stream = null;
    this.#startId = null;
    this.given.dispatch({ type: "problem_dismissed" });
    this.#stop({ trouble: "gateway" });
  }

  // --- the browser's recognition ---

  #recognised() {
    return {
      speech: () => { if (!this.#stream) this.#activityHere("speech"); },
      silence: () => { if (!this.#stream) this.#activityHere("ended"); },
      words: (text, isFinal) => this.#recognisedWords(text, isFinal),
      failed: () => this.#stop({ trouble: "recogniser" }),
    };
  }

  #activityHere(heard) {
    this.given.dispatch({ type: "heard_changed", heard });
    this.#activity(heard);
  }

  #recognisedWords(text, isFinal) {
    this.given.dispatch({ type: "words_partial", text: isFinal ? "" : text });
    this.#words(text, isFinal);
    if (!isFinal || isMurmur(text)) return;
    if (this.#stream) this.given.queue({ type: "utterance", stream: this.#stream.number, text });
    else this.given.sendText(text, { spoken: true });
  }

  // --- speaking, and giving way ---

  #reply({ seq, turn = null, text, delivery = null }) {
    const state = this.#state;
    if (!text || !this.given.isShown() || !isAloud(state)) return;
    this.speaker.add({ seq, turn, text, delivery });
    if (state.voice.heard === "speech") this.#spokenOver();
  }

  #activity(heard) {
    if (heard === "speech") this.#spokenOver();
    if (heard === "ended" && this.speaker.isHeld) this.#wait(WORDS_WITHIN_MS, () => this.speaker.resume());
  }

  #spokenOver() {
    this.speaker.hold();
    if (this.speaker.isHeld) this.#wait(MURMUR_MS, () => this.#interrupt());
  }

  /** One word may be a cough that was taken for one; two are meant, and so is any that the gateway is sure of. */
  #words(text, isFinal) {
    if (!this.speaker.isHeld) return;
    const isMeant = !isMurmur(text) && (isFinal || /\S\s+\S/.test(text.trim()));
    if (isMeant) this.#interrupt();
    else if (isFinal) {
      this.#forgetPatience();
      this.speaker.resume();
    }
  }

  #interrupt() {
    this.#forgetPatience();
    const dropped = this.speaker.drop();
    if (!dropped) return;
    const { message, spoken, unsaid } = dropped;
    this.given.dispatch({ type: "reply_interrupted", seq: message.seq, spoken, unsaid: unsaid.map(({ seq }) => seq) });
    const { turn } = message;
    if (turn) this.given.queue({ type: "interrupt", turn, spoken_chars: spokenOfTurn(this.#state, message, spoken) });
  }

  #cannotSpeak() {
    this.given.dispatch({ type: "aloud_chosen", aloud: false });
    this.given.dispatch({ type: "trouble_met", trouble: "mute_browser" });
  }

  #wait(ms, then) {
    this.#forgetPatience();
    this.#patience = this.given.timers.set(then, ms);
  }

  #forgetPatience() {
    this.given.timers.clear(this.#patience);
    this.#patience = null;
  }
}

const REQUESTS = {
  talk: (voice, { mode }) => voice.talk(mode),
  release_talk: (voice) => voice.release(),
  stop_talk: (voice) => voice.stop(),
  mute_microphone: (voice, { muted }) => voice.mute(muted),
  choose_hearing: (voice, { hear }) => voice.chooseHearing(hear, true),
  sense_voice: (voice, { on }) => voice.chooseHearing(on ? "sound" : "words"),
  refuse_hearing: (voice) => voice.given.dispatch({ type: "hearing_refused" }),
  recognise_in_browser: (voice, { on }) => voice.chooseRecognition(on ? "browser" : "server"),
  speak_aloud: (voice, { aloud }) => voice.chooseAloud(aloud),
  confirm_heard: (voice, { utterance, text }) => voice.confirm(utterance, text),
  dismiss_trouble: (voice) => voice.given.dispatch({ type: "trouble_dismissed" }),
};
