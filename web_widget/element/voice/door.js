import { isAloud, speaksBy } from "./state.js";

/**
 * Where the conversation meets hearing and speaking. Their part of the widget is fetched when it is first needed; until it
 * is here, a press is remembered, and what cannot wait is done at once: what the visitor says about consent.
 */
export class VoiceDoor {
  /** @type {import("./voice.js").Voice | null} */
  #voice = null;
  /** @type {"hands_free" | "push_to_talk" | "released" | null} a press that waits for the part */
  #talk = null;
  /** Whether the visitor pressed to speak, and the part did not come. */
  #wasInVain = false;
  /** Replies that are to be said aloud and wait for the part. */
  #replies = [];
  #levelListeners = new Set();

  /**
   * @param {any} given the tools of `Voice`, and what is there before it: `parts`, `wakeBrowserVoice`, `http`, `locale`
   */
  constructor(given) {
    this.given = given;
  }

  get #state() {
    return this.given.store.state;
  }

  /** @returns {import("./voice.js").Voice | null} */
  get #here() {
    this.#voice ??= this.given.parts.get("voice")?.voiceOf({
      ...this.given,
      level: (level) => { for (const listener of this.#levelListeners) listener(level); },
      chooseHearing: (hear) => this.chooseHearing(hear),
    }) ?? null;
    return this.#voice;
  }

  /** Hear how loud the microphone is, 0 to 1; the answer ends it. */
  onLevel(listener) {
    this.#levelListeners.add(listener);
    return () => this.#levelListeners.delete(listener);
  }

  /** @param {{type: string, [detail: string]: any}} request what a view wants */
  request(request) {
    if (this.#here) this.#here.request(request);
    else BEFORE[request.type]?.(this, request);
  }

  /** Fetch the part where something that waits for an answer can be drawn only by it. */
  look() {
    if (this.#state.entries.some(({ kind }) => kind === "doubt")) this.#fetch();
  }

  /** What the gateway said; `isNew` unless it was shown before. */
  received(message, isNew) {
    if (message.type === "welcome") this.#remind(message);
    if (this.#here) return this.#here.received(message, isNew);
    if (message.type === "forgotten") return this.silence();
    if (message.type === "transcript") return this.look();
    if (!isNew || message.type !== "message" || !message.text || !this.given.isShown() || !isAloud(this.#state)) return;
    this.#replies.push(message);
    this.#fetch();
  }

  /** Stop hearing and speaking at once: the page is left, or the conversation is folded away. */
  silence(trouble = null) {
    this.#talk = null;
    this.#replies = [];
    this.#voice?.silence(trouble);
  }

  /** Where the sign that the microphone is on cannot be seen, it is off. */
  hide() {
    this.#talk = null;
    if (this.#state.voice.microphone !== "off") this.silence("hidden");
  }

  lineLost() {
    this.#voice?.lineLost();
  }

  /** Whoever writes does not listen, and does not wait to speak. */
  visitorWrote() {
    this.#talk = null;
    this.#wasInVain = false;
    this.#replies = [];
    this.#voice?.visitorWrote();
  }

  talk(mode) {
    this.#talk = mode;
    this.#wake();
    this.#fetch();
  }

  release() {
    if (this.#talk === "push_to_talk") this.#talk = "released";
  }

  /** The visitor asks again for what could not be fetched. */
  tryAgain() {
    if (this.#wasInVain) this.talk("hands_free");
    else this.#fetch();
  }

  chooseAloud(aloud) {
    this.given.dispatch({ type: "aloud_chosen", aloud });
    this.#replies = [];
    if (!aloud) return;
    this.#wake();
    this.#fetch();
  }

  /** A consent that is taken back waits for nothing. */
  chooseHearing(hear) {
    const withdrawn = hear === "words" && this.#state.voice.sense === "on";
    if (hear === "sound" || withdrawn) this.#consent(hear === "sound", withdrawn);
    this.given.dispatch({ type: "hearing_chosen", hear, now: this.given.now() });
  }

  /** What the gateway still believes may not be what the visitor chose. */
  #remind({ senses }) {
    if (senses?.voice !== "on" || this.#state.voiceChoice.hear !== "words") return;
    this.#consent(false, true);
    this.given.dispatch({ type: "consent_withdrawn" });
  }

  #consent(granted, urgent) {
    this.given.queue({ type: "consent", sense: "voice", granted }, urgent);
  }

  #wake() {
    if (speaksBy(this.#state) === "browser") this.given.wakeBrowserVoice();
  }

  async #fetch() {
    const part = await this.given.parts.need("voice");
    const [talk, replies] = [this.#talk, this.#replies];
    this.#talk = null;
    this.#replies = [];
    this.#wasInVain = !part && (talk !== null || this.#wasInVain);
    if (!part) return;
    for (const reply of replies) this.#here.received(reply, true);
    if (talk === "released") this.#here.talkTooLate();
    else if (talk) this.#here.talk(talk);
  }
}

/** What can be wished before the part is here, by the names of the requests. */
const BEFORE = {
  talk: (door, { mode }) => door.talk(mode),
  release_talk: (door) => door.release(),
  sense_voice: (door, { on }) => door.chooseHearing(on ? "sound" : "words"),
  speak_aloud: (door, { aloud }) => door.chooseAloud(aloud),
  recognise_in_browser: (door, { on }) => door.given.dispatch({ type: "recognition_chosen", recognition: on ? "browser" : "server" }),
};
